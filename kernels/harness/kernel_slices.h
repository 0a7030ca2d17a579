/* kernel_slices.h - may a kernel work in slices, and how the harness has units of work done so. */
#ifndef VIRTAX_KERNEL_SLICES_H
#define VIRTAX_KERNEL_SLICES_H

#include "harness/kernel.h"

/* Refuses a kernel, or options as they were given, that cannot work in slices: STATUS_USAGE. */
int kernel_slices_possible(const struct kernel *kernel, const void *state, struct error *err);

/* slices_follow() with the units of a kernel's `work`; one that nobody counts comes before. */
int kernel_slices_work(const struct kernel *kernel, void *state, json_t *record, struct error *err);

#endif
