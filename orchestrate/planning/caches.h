/* caches.h - a plan whose arrays caches could hold measures caches. */
#ifndef VIRTAX_CACHES_H
#define VIRTAX_CACHES_H

#include "plan/plan.h"

/* Warns in the plan where a figure of STREAM has arrays smaller than STREAM's rule asks for with
 * `cache_bytes` of last-level caches together (0: not told, no warning), unless the user gave their
 * size by --set. */
void caches_warn(struct plan *plan, const struct plan_figure *figure, uint64_t cache_bytes);

#endif
