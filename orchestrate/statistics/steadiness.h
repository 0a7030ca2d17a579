/* steadiness.h - how much a rate wavers within one run, as a figure of its own beside the one that
 * was measured. RC25482 drew this of its single runs, and reads it as "about four times the
 * variance" in a guest (figure 10). */
#ifndef VIRTAX_STEADINESS_H
#define VIRTAX_STEADINESS_H

#include "rows.h"

/* The figure as variation, for summary_make. False where its metric is no rate. */
bool steadiness_shown(const struct plan_figure *figure, struct shown *shown);

/* A valid record's value of such a figure: the coefficient of variation (sample SD / mean) of the
 * kernel's intervals, in per cent. NAN where they are fewer than two, or nothing was done. A
 * record_reader; x is not used. */
double record_variation(const struct shown *shown, const json_t *record, const char *x);

#endif
