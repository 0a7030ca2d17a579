/* chart_forest.h - ratios as a forest plot: a row for each series, its interval along the row. */
#ifndef VIRTAX_CHART_FOREST_H
#define VIRTAX_CHART_FOREST_H

#include "chart_parts.h"

/* Draws all series of a summary but its reference. For charts of one axis with many series, which
 * the panels of chart_ratio.c do not suit. */
chart_script chart_forest_script;

#endif
