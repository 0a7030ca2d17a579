/* against.h - what the lines of a figure stand over, where that is another metric than what is
 * swept: the CPU use or the throughput that each series came to (figures 17 and 19 of RC25482). */
#ifndef VIRTAX_AGAINST_H
#define VIRTAX_AGAINST_H

#include "rows.h"

/* The figure as that metric, for summary_make. False where it has none. */
bool against_shown(const struct plan_figure *figure, struct shown *shown);

/* The record_reader of that: record_shown, or for FIGURE_UTILISATION the CPU time of the whole host
 * between the marks but for the peer's own CPUs, as percent of the figure's CPUs. */
double record_against(const struct shown *shown, const json_t *record, const char *x);

#endif
