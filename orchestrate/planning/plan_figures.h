/* plan_figures.h - the figures of a request, planned one after the other: series, parameters,
 * memory, turns. */
#ifndef VIRTAX_PLAN_FIGURES_H
#define VIRTAX_PLAN_FIGURES_H

#include "run_request.h"
#include "views.h"

/* Adds all figures that this host can measure; of others the plan warns, and STATUS_UNAVAILABLE
 * where none is left. Views are put aside. *missing counts environments named by -e that cannot run
 * here. STATUS_USAGE for unknown names and values. */
int plan_figures_add(const struct run_request *request, struct plan *plan, struct views *views,
                     size_t *missing, struct error *err);

#endif
