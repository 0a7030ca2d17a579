/* scrub.h - the process environment of every kernel, the same in every environment, and that of the
 * commands that virtax itself runs.
 *
 * A stray OPENBLAS_*, OMP_*, LD_*, MALLOC_* or GLIBC_TUNABLES of the caller must not reach one
 * environment and not another: kernels get exactly this list, and their records name what they
 * really got. */
#ifndef VIRTAX_SCRUB_H
#define VIRTAX_SCRUB_H

#include "common/error.h"

#include <jansson.h>

/* "NAME=value" strings, ended by NULL. */
extern const char *scrubbed_environment[];

/* A variable that no kernel reads: its size moves their stacks (planning/layout.h). */
#define SCRUB_LAYOUT "VIRTAX_LAYOUT"
enum { SCRUB_LAYOUT_MOST = 4096 };

/* From now on that variable, of so many bytes, is the last of the list; 0: it is not there. */
void scrub_set_layout(unsigned bytes);

/* Leaves in this process's own environment, which every command inherits, what says who and where
 * the user is (PATH, HOME, agents and run-time directories, where Docker's engine is, virtax's own
 * variables), in the C locale: docker, ssh, qemu, ip and tc then do and say the same for everybody.
 */
int scrub_own_environment(struct error *err);

/* The first name in an array of variable names (a kernel's evidence.environment) that is not in the
 * fixed list (nor set by the container engine itself: HOSTNAME, PWD); NULL where there is none. */
const char *scrub_leak(const json_t *names);

/* Appends to PATH those of /usr/sbin and /sbin that it lacks: mkfs.ext4, ip, tc and dockerd lie
 * there, and su(1) without a dash leaves the caller's PATH, which may not have them. */
int search_path_complete(struct error *err);

#endif
