/* cost.h - what the work of a cell cost the host: CPU-seconds for each gigabyte, transaction or I/O
 * (docs/method.md, cost), as a figure of its own beside the one that was measured. */
#ifndef VIRTAX_COST_H
#define VIRTAX_COST_H

#include "rows.h"

/* The figure as cost, for summary_make. False where the kernel's work has no unit that costs could
 * be divided by. */
bool cost_shown(const struct plan_figure *figure, struct shown *shown);

/* A record's value of such a figure: CPU-seconds of the whole host between the marks but for the
 * peer's own CPUs, which stand for another host, divided by the work done. NAN where the record
 * does not count or tells no CPU time. A record_reader; x is not used. */
double record_cost(const struct shown *shown, const json_t *record, const char *x);

#endif
