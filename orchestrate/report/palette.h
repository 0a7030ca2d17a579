/* palette.h - one colour for each series, the same in every chart and report. */
#ifndef VIRTAX_PALETTE_H
#define VIRTAX_PALETTE_H

#include "plan/plan.h"

/* "#rrggbb": its own, else (ssh:USER@HOST, guests with features) by its place in the figure. */
const char *palette_colour(const struct plan_figure *figure, size_t series);

#endif
