/* turns.h - whether the series of a figure can take turns in slices, all there at once. */
#ifndef VIRTAX_TURNS_H
#define VIRTAX_TURNS_H

#include "run_request.h"

/* Are slices asked for, or the figure's own way? */
bool turns_wanted(const struct run_request *request, const struct figure *figure);

/* Decides for a figure whose series and parameters are chosen; the plan says why where it is cells
 * after all. `available`: bytes of memory for all together. STATUS_USAGE where slices were asked
 * for and cannot be. */
int turns_choose(const struct run_request *request, const struct figure *figure, uint64_t available,
                 struct plan *plan, struct plan_figure *planned, struct error *err);

#endif
