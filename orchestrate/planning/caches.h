/* caches.h - a plan whose memory caches could hold measures caches. */
#ifndef VIRTAX_CACHES_H
#define VIRTAX_CACHES_H

#include "plan/plan.h"

/* Warns in the plan where a size of the figure is smaller than its kernel says that it must be with
 * `cache_bytes` of last-level caches together (0: not told, no warning), unless the user gave it by
 * --set. */
void caches_warn(struct plan *plan, const struct plan_figure *figure, uint64_t cache_bytes);

#endif
