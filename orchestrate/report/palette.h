/* palette.h - one colour for each series, the same in every chart and report. */
#ifndef VIRTAX_PALETTE_H
#define VIRTAX_PALETTE_H

#include "statistics/summary.h"

/* "#rrggbb": its own, else (ssh:USER@HOST, guests with features) by its place in the figure. */
const char *palette_colour(const struct plan_figure *figure, size_t series);

/* Of a series that a summary shows. */
const char *palette_of(const struct summary *summary, size_t series);

#endif
