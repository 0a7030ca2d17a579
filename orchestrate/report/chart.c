/* chart.c - a figure as measured: bars for each x, or lines over a sweep, with error bars. */
#include "output.h"

#include "chart_parts.h"
#include "harness/cleanup.h"
#include "palette.h"
#include "reading.h"

#include <math.h>

static const char caption[] =
    "Bars and points: mean over blocks. Whiskers: 95 % t interval of that mean (none for n < 2).";

enum { LABELLED_BARS = 28 }; /* beyond that, the bars' numbers would touch each other */

/* High enough for every whisker, but no interval of two blocks may flatten all bars. */
static double y_top(const struct summary *summary) {
    double mean = 0, upper = 0;
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct moments *moments = &summary->row[i].moments;
        if (!isfinite(moments->mean))
            continue;
        double half = mean_half_width(moments);
        mean = fmax(mean, moments->mean);
        upper = fmax(upper, moments->mean + (isfinite(half) ? half : 0));
    }
    return mean > 0 ? 1.12 * fmin(upper, 1.6 * mean) : 1;
}

static void put_values(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                       size_t series) {
    fprintf(script, "$s%zu << EOD\n", series);
    for (size_t x = 0; x < summary_x_count(summary); x++) {
        const struct moments *moments = &summary_at(summary, series, x)->moments;
        if (!isfinite(moments->mean))
            continue;
        double half = mean_half_width(moments), at = axis->at[x] + axis->offset[series];
        fprintf(script, "%.9g %.9g ", at, moments->mean);
        if (isfinite(half))
            fprintf(script, "%.9g %.9g", fmax(0, moments->mean - half), moments->mean + half);
        else
            fprintf(script, "NaN %.9g", moments->mean);
        fprintf(script, " %.*f\n", decimals_for(moments->mean, 3), moments->mean);
    }
    fprintf(script, "EOD\n");
}

static void plot_bars(FILE *script, const struct summary *summary, const struct chart_axis *axis) {
    const struct plan_figure *figure = summary->figure;
    fprintf(script, "set boxwidth %.4f\nset style fill solid 0.88 noborder\nplot ",
            0.9 * axis->width);
    for (size_t s = 0; s < figure->series_count; s++) {
        fprintf(script, "%s$s%zu using 1:2 with boxes linecolor rgb '%s' title ", s ? ", " : "", s,
                palette_colour(figure->series[s].name, s));
        gnuplot_quote(script, figure->series[s].name);
        fprintf(script,
                ", $s%zu using 1:3:(0):($4-$3) with vectors heads size screen 0.006,90 linewidth "
                "1.6 linecolor rgb '#808080' notitle",
                s);
        if (summary->row_count <= LABELLED_BARS)
            fprintf(script,
                    ", $s%zu using 1:4:5 with labels offset 0,0.55 font ',11' textcolor rgb "
                    "'" CHART_FAINT_INK "' notitle",
                    s);
    }
    fprintf(script, "\n");
}

static void plot_lines(FILE *script, const struct summary *summary) {
    const struct plan_figure *figure = summary->figure;
    fprintf(script, "plot ");
    for (size_t s = 0; s < figure->series_count; s++) {
        fprintf(script,
                "%s$s%zu using 1:2:3:4 with yerrorlines linewidth 2 pointtype 7 pointsize 0.7 "
                "linecolor rgb '%s' title ",
                s ? ", " : "", s, palette_colour(figure->series[s].name, s));
        gnuplot_quote(script, figure->series[s].name);
    }
    fprintf(script, "\n");
}

static int put_script(FILE *script, const struct results *results, size_t figure, const char *path,
                      struct error *err) {
    const struct summary *summary = &results->summary[figure];
    char title[256], subtitle[256], y_label[128];
    snprintf(title, sizeof title, "%s  %s", summary->figure->name, summary->figure->title);
    snprintf(y_label, sizeof y_label, "%s, %s", summary->figure->axis, summary->figure->unit);
    struct chart_frame frame = {title, chart_subtitle(results, figure, subtitle, sizeof subtitle),
                                caption, y_label, 1};
    if (gnuplot_frame(script, path, &frame, err) < 0)
        return -1;
    struct chart_axis axis;
    if (chart_axis_make(summary, &axis, err) < 0)
        return -1;
    fprintf(script, "set yrange [0:%.9g]\n", y_top(summary));
    chart_axis_print(script, summary, &axis, false);
    for (size_t s = 0; s < summary->figure->series_count; s++)
        put_values(script, summary, &axis, s);
    if (axis.lines)
        plot_lines(script, summary);
    else
        plot_bars(script, summary, &axis);
    chart_axis_free(&axis);
    return 0;
}

int chart_write(const struct results *results, size_t figure, const char *path, struct error *err) {
    return chart_draw(results, figure, path, put_script, err);
}
