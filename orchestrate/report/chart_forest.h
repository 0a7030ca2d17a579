/* chart_forest.h - ratios as a forest plot: a row for each series, its interval along the row. */
#ifndef VIRTAX_CHART_FOREST_H
#define VIRTAX_CHART_FOREST_H

#include "gnuplot.h"
#include "output.h"

/* Draws all series of a summary but its reference. `frame` brings the titles; its caption is set
 * here. For charts of one axis with many series, which the panels of chart_ratio.c do not suit. */
int chart_forest_put(FILE *script, const struct summary *summary, const struct chart_frame *frame,
                     const char *path, struct error *err);

#endif
