/* chart_points.h - the value of every block, beside the mean that is drawn of them. */
#ifndef VIRTAX_CHART_POINTS_H
#define VIRTAX_CHART_POINTS_H

#include "chart_parts.h"

/* The highest of a row's blocks; -INFINITY where none counts. */
double chart_points_highest(const struct summary_row *row);

/* How many blocks of all rows are outside of the span. */
size_t chart_points_hidden(const struct summary *summary, struct chart_span span);

/* Data blocks "$bN" of a dot for each block, side by side within the place of the series, and "$dN"
 * of outlines instead where dots would be too many: as wide as values are dense. What is outside of
 * the span is left out. */
void chart_points_put(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                      struct chart_span span);

/* ", $bN ..., $dN ..." in a plot command. */
void chart_points_plot(FILE *script, size_t series);

#endif
