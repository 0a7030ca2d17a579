/* palette.h - one colour for each series name, the same in every chart and report.
 *
 * M. Okabe and K. Ito, "Color Universal Design" (2008): eight colours that colour-blind readers
 * can tell apart. Names that share one are never drawn in the same figure. */
#ifndef VIRTAX_PALETTE_H
#define VIRTAX_PALETTE_H

#include <stddef.h>

/* "#rrggbb"; `index` is the series' place in its figure and chooses for names of no fixed colour
 * (ssh:USER@HOST). */
const char *palette_colour(const char *series, size_t index);

#endif
