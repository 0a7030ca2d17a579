/* chart_plot.c - the plot command of bars and of lines, and its legend. */
#include "chart_plot.h"

#include "chart_points.h"
#include "chart_right.h"
#include "chart_whiskers.h"
#include "palette.h"

#define WHISKER "#808080" /* seen on black bars and on white */

/* "with STYLE", as the legend and the plot have it. */
static void put_style(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                      size_t series) {
    const char *colour = palette_of(summary, series);
    if (axis->lines)
        fprintf(script,
                "with linespoints linewidth 2 pointtype %d pointsize 0.7 linecolor rgb '%s'",
                palette_point(summary, series), colour);
    else
        fprintf(script, "with boxes fillstyle pattern %d border rgb '%s' linecolor rgb '%s'",
                palette_pattern(summary, series), colour, colour);
}

/* Apart from the data, since gnuplot leaves a series without any value out of the legend. */
static void plot_legend(FILE *script, const struct summary *summary,
                        const struct chart_axis *axis) {
    for (size_t s = 0; s < summary->series_count; s++) {
        fputs(s ? ", keyentry " : "keyentry ", script);
        put_style(script, summary, axis, s);
        fputs(" title ", script);
        gnuplot_quote(script, summary_series(summary, s));
    }
}

void chart_plot_bars(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                     struct chart_numbers numbers) {
    fprintf(script, "set boxwidth %.4f\nplot ", 0.9 * axis->width);
    plot_legend(script, summary, axis);
    for (size_t s = 0; s < summary->series_count; s++) {
        fprintf(script,
                ", $s%zu using 1:2 with boxes fillstyle solid 0.88 noborder linecolor rgb '%s' "
                "notitle",
                s, palette_of(summary, s));
        if (s > 0) /* strokes on the colour; the legend has them in the colour */
            fprintf(script,
                    ", $s%zu using 1:2 with boxes fillstyle transparent pattern %d noborder "
                    "linecolor rgb '#ffffff' notitle",
                    s, palette_pattern(summary, s));
        chart_points_plot(script, s);
        chart_whiskers_plot(script, s, WHISKER, WHISKERS_STANDING);
        if (numbers.shown)
            fprintf(script,
                    ", $t%zu using 1:2:3 with labels %s font ',%d' textcolor rgb "
                    "'" CHART_FAINT_INK "' notitle",
                    s, numbers.upright ? "rotate by 90 left offset 0,0.35" : "offset 0,0.55",
                    numbers.letters);
    }
    fprintf(script, "\n");
}

void chart_plot_lines(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                      bool right) {
    fprintf(script, "plot ");
    plot_legend(script, summary, axis);
    if (right)
        chart_right_plot(script, summary); /* below the lines of what was measured */
    for (size_t s = 0; s < summary->series_count; s++) {
        const char *colour = palette_of(summary, s);
        chart_points_plot(script, s);
        fprintf(script, ", $s%zu using 1:2 ", s);
        put_style(script, summary, axis, s);
        fputs(" notitle", script);
        chart_whiskers_plot(script, s, colour, WHISKERS_STANDING);
    }
    fprintf(script, "\n");
}
