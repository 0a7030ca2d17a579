/* chart_forest.h - ratios as a forest plot: a row for each series and x, its interval along the row
 * ("chart = forest", and the effects of a study). */
#ifndef VIRTAX_CHART_FOREST_H
#define VIRTAX_CHART_FOREST_H

#include "chart_parts.h"

#define CHART_FOREST "forest"

/* Draws all series of a summary but its reference. For charts of one axis with many series, which
 * the panels of chart_ratio.c do not suit; where the figure asks for it, x by x. */
chart_script chart_forest_script;

#endif
