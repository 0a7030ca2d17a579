/* planning.h - from what the user asked for to a plan: environments probed, figures checked against
 * the machine, every automatic parameter resolved. Makes nothing. */
#ifndef VIRTAX_PLANNING_H
#define VIRTAX_PLANNING_H

#include "run_request.h"

/* Makes the plan. *missing counts environments named by -e that cannot run here (the plan warns of
 * them). STATUS_USAGE on unknown names and values; STATUS_UNAVAILABLE where nothing is left that
 * can be measured here. plan_free in every case. */
int planning_make(const struct run_request *request, struct plan *plan, size_t *missing,
                  struct error *err);

#endif
