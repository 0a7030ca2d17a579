/* blas_start.h - what OpenBLAS gets to see before it starts, and its threads afterwards.
 *
 * OpenBLAS reads the environment and starts threads in a constructor, before main(). A constructor
 * that comes before it takes away all variables that steer a BLAS or OpenMP and lets OpenBLAS start
 * with one thread. That is simpler and safer than executing the program anew with another
 * environment: a core in the caller's environment that this CPU cannot run could end in SIGILL
 * before main(). */
#ifndef VIRTAX_LINPACK_BLAS_START_H
#define VIRTAX_LINPACK_BLAS_START_H

#include "common/cpu_set.h"
#include "common/error.h"
#include "harness/threads.h"

#include <jansson.h>
#include <stdbool.h>

/* Does that environment entry ("NAME=value") steer a BLAS or OpenMP? */
bool blas_start_steers(const char *entry);

/* The names of the variables that were taken away, as a JSON array; NULL where memory is short. */
json_t *blas_start_ignored(void);

/* Removes from the environment what the start set there for OpenBLAS, which has read it. */
int blas_start_forget(struct error *err);

/* The most threads that this OpenBLAS can have. */
unsigned blas_start_most_threads(void);

/* Can OpenBLAS have its buffers and threads? STATUS_UNAVAILABLE otherwise, where OpenBLAS itself
 * would hang (RLIMIT_AS) or end the process (RLIMIT_NPROC). Takes nothing for good. */
int blas_start_possible(struct team *team, struct error *err);

/* Pins this thread, which then is all that OpenBLAS runs on, to the first CPU of the set. */
int blas_start_alone(const struct cpu_set *cpus, struct error *err);

/* Starts OpenBLAS's pool: `threads` threads, this one included, each pinned to one CPU of the set,
 * round again where there are fewer. OpenBLAS has no call to pin its threads; but a thread inherits
 * the mask of the one that starts it (sched_setaffinity(2)), so this one moves before each. */
int blas_start_pool(const struct cpu_set *cpus, unsigned threads, struct error *err);

#endif
