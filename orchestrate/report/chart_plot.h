/* chart_plot.h - a plot command for the data blocks of a chart (chart.c): means, whiskers, dots of
 * blocks, numbers above bars. */
#ifndef VIRTAX_CHART_PLOT_H
#define VIRTAX_CHART_PLOT_H

#include "chart_parts.h"

/* The means above bars, where there is room for them. */
struct chart_numbers {
    bool shown, upright;
    int letters;     /* their size */
    double headroom; /* as a fraction of what is below */
};

void chart_plot_bars(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                     struct chart_numbers numbers);

/* `right`: with what stands on the right axis (chart_right.h). */
void chart_plot_lines(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                      bool right);

#endif
