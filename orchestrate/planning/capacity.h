/* capacity.h - what the reference can do at most, which loads are shares of. */
#ifndef VIRTAX_CAPACITY_H
#define VIRTAX_CAPACITY_H

#include "plan/figure.h"
#include "run_request.h"

/* Notes in the plan what the figure's shares are of, once its series are chosen; nothing where it
 * has none. STATUS_USAGE, with file and line, where what it sweeps is no load of its kernel, or its
 * kernel loads by another metric. */
int capacity_suits(const struct figure *figure, struct plan_figure *planned, struct error *err);

/* Measures the capacity of each figure that has shares, and makes its swept values loads, whole
 * numbers of three digits that count: its reference's kernel and service with all its parameters
 * but the load, so that the loop is closed, for as long as a cell. Says so on stderr. Not for a dry
 * run. An error says what mends it; STATUS_INTERRUPTED after Ctrl-C. */
int capacities_measure(const struct run_request *request, struct plan *plan, struct error *err);

/* The same from a capacity that is known. STATUS_FAILED where it is too small for its shares. */
int capacity_take(struct plan_figure *figure, double capacity, struct error *err);

#endif
