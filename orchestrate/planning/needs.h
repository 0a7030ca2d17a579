/* needs.h - the programs that a figure's kernel starts. */
#ifndef VIRTAX_NEEDS_H
#define VIRTAX_NEEDS_H

#include "plan/plan.h"

/* Are they where the kernel runs that loads a service: on the peer where that is another machine,
 * else here? Other kernels' are looked for here. STATUS_UNAVAILABLE with the first one that is
 * missing and the package that brings it. */
int needs_check(const struct plan *plan, const struct plan_figure *planned, struct error *err);

#endif
