/* scrub.h - the process environment of every kernel, the same in every environment.
 *
 * A stray OPENBLAS_*, OMP_*, LD_*, MALLOC_* or GLIBC_TUNABLES of the caller must not reach one
 * environment and not another: kernels get exactly this list, and their records name what they
 * really got. */
#ifndef VIRTAX_SCRUB_H
#define VIRTAX_SCRUB_H

#include <jansson.h>

/* "NAME=value" strings, ended by NULL. */
extern const char *const scrubbed_environment[];

/* The first name in an array of variable names (a kernel's evidence.environment) that is not in the
 * fixed list (nor set by the container engine itself: HOSTNAME); NULL where there is none. */
const char *scrub_leak(const json_t *names);

#endif
