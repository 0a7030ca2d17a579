/* chart_panels.h - several plots in one picture. */
#ifndef VIRTAX_CHART_PANELS_H
#define VIRTAX_CHART_PANELS_H

#include "gnuplot.h"

#include <stdbool.h>
#include <stddef.h>

/* They stand in rows; each keeps room for its own numbers. */
struct chart_panels {
    size_t rows, columns;
    bool narrow; /* of a narrow drawing, which numbers take more of; the caller's to set */
    struct chart_area area;
};

/* So many in rows of at most four, or below each other; the area is the caller's to fill. */
struct chart_panels chart_panels_of(size_t count);
struct chart_panels chart_panels_below(size_t count);

/* The margins of the i-th panel, row by row. */
void chart_panels_place(FILE *script, const struct chart_panels *panels, size_t i);

#endif
