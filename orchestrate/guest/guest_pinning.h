/* guest_pinning.h - virtual CPUs on CPUs of their own, by the thread ids that QMP tells. */
#ifndef VIRTAX_GUEST_PINNING_H
#define VIRTAX_GUEST_PINNING_H

#include "common/error.h"
#include "guest_layout.h"

#include <jansson.h>

/* Binds the thread of each virtual CPU to its CPU in the layout (QEMU QMP reference,
 * query-cpus-fast; sched_setaffinity(2)) and reads it back. QEMU's other threads keep the mask of
 * the process. */
int guest_pin(int qmp, const struct guest_layout *layout, struct error *err);

/* What the kernel says now: for each virtual CPU in order the list of CPUs that its thread may use
 * ("3"). NULL with an error where it cannot be told. */
json_t *guest_vcpu_cpus(int qmp, struct error *err);

#endif
