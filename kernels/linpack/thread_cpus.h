/* thread_cpus.h - where the threads of a team may run, for the evidence. */
#ifndef VIRTAX_LINPACK_THREAD_CPUS_H
#define VIRTAX_LINPACK_THREAD_CPUS_H

#include "common/cpu_set.h"
#include "common/error.h"
#include "harness/threads.h"

#include <jansson.h>

/* The CPUs that each thread of the team may run on, as the system tells that thread: an array of
 * lists such as ["0", "1"]; *all is their union. NULL and an error otherwise. */
json_t *thread_cpus(struct team *team, struct cpu_set *all, struct error *err);

#endif
