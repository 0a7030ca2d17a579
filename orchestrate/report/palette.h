/* palette.h - one colour for each series, the same in every chart and report, and what tells series
 * apart where there is no colour. */
#ifndef VIRTAX_PALETTE_H
#define VIRTAX_PALETTE_H

#include "statistics/summary.h"

/* "#rrggbb": its own, else (ssh:USER@HOST, guests with features, those whose own colour stands
 * before them in the figure) the next that no series of the figure has. From the 14th of these on
 * colours come again, and points and patterns alone tell. */
const char *palette_colour(const struct plan_figure *figure, size_t series);

/* Of a series that a summary shows. */
const char *palette_of(const struct summary *summary, size_t series);

/* gnuplot's numbers of the shape of a series' points, filled ones first, and of what fills its
 * bars; by its place in the figure. */
int palette_point(const struct summary *summary, size_t series);
int palette_pattern(const struct summary *summary, size_t series);

#endif
