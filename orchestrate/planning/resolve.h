/* resolve.h - automatic parameters become numbers once, natively, for all environments. */
#ifndef VIRTAX_RESOLVE_H
#define VIRTAX_RESOLVE_H

#include "plan/figure.h"
#include "plan/plan.h"

/* Asks the figure's kernel (--resolve) on the planned CPUs what it would do with the definition's,
 * the profile's and the user's parameters within `memory_limit` bytes (0: the host's), and fills
 * planned->parameters with every effective one; what single series change is tried as well. What
 * the kernel refuses is a usage error at the line that set it, or STATUS_UNAVAILABLE where this
 * machine is too small. */
int resolve_parameters(const struct figure *figure, const struct profile *profile,
                       const struct parameters *overrides, uint64_t memory_limit,
                       struct plan_figure *planned, struct error *err);

/* What the kernel says of itself with no parameters at all; json_decref. */
int resolve_yields(const struct figure *figure, const struct plan_figure *planned, json_t **yields,
                   struct error *err);

#endif
