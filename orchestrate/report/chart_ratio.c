/* chart_ratio.c - a figure as ratios to the reference, with the report's own beside ours.
 *
 * Each series has its own panel and axis: an emulated guest at a tenth must not flatten a container
 * that differs by a thousandth. */
#include "output.h"

#include "beside.h"
#include "chart_forest.h"
#include "chart_panels.h"
#include "chart_parts.h"
#include "chart_whiskers.h"
#include "palette.h"
#include "reading.h"

#include <math.h>
#include <string.h>

/* Of our ratios and the report's. */
static struct chart_span measure(const struct results *results, const struct summary *summary,
                                 size_t series) {
    struct chart_span span = chart_ratio_span(summary, series);
    for (size_t x = 0; x < summary_x_count(summary); x++) {
        double ratio = paper_beside(results, summary, series, x);
        if (isfinite(ratio) && ratio > 0)
            span = chart_span_join(span, (struct chart_span){ratio, ratio});
    }
    return span;
}

/* Ours stands a little to the left of the report's. */
static void put_values(FILE *script, const struct results *results, const struct summary *summary,
                       const struct chart_axis *axis, size_t series) {
    double aside = axis->numeric ? 0 : 0.11;
    struct chart_span span = measure(results, summary, series);
    fprintf(script, "$s%zu << EOD\n", series);
    for (size_t x = 0; x < axis->count; x++) {
        const struct estimate *ratio = &summary_at(summary, series, x)->against.ratio;
        if (!isfinite(ratio->value))
            continue;
        fprintf(script, "%.9g %.9g\n", axis->at[x] - aside, ratio->value);
    }
    fprintf(script, "EOD\n$w%zu << EOD\n", series);
    for (size_t x = 0; x < axis->count; x++) {
        const struct estimate *ratio = &summary_at(summary, series, x)->against.ratio;
        chart_whisker_put(script, axis->at[x] - aside, ratio->value, ratio->lo, ratio->hi, span);
    }
    fprintf(script, "EOD\n$p%zu << EOD\n", series);
    for (size_t x = 0; x < axis->count; x++) {
        double ratio = paper_beside(results, summary, series, x);
        if (isfinite(ratio))
            fprintf(script, "%.9g %.9g\n", axis->at[x] + aside, ratio);
    }
    fprintf(script, "EOD\n");
}

static bool any_pair(const struct summary *summary, size_t series) {
    for (size_t x = 0; x < summary_x_count(summary); x++)
        if (isfinite(estimate_of(&summary_at(summary, series, x)->against)->value))
            return true;
    return false;
}

static void put_panel(FILE *script, const struct results *results, const struct summary *summary,
                      const struct chart_axis *axis, const struct chart_panels *panels,
                      size_t series) {
    const char *name = summary_series(summary, series);
    const char *colour = palette_of(summary, series);
    chart_panels_place(script, panels, series - 1);
    chart_ratio_axis(script, 'y', measure(results, summary, series));
    if (!any_pair(summary, series))
        fprintf(script, "set label 'no valid pair' at graph 0.5,0.5 center textcolor rgb "
                        "'" CHART_FAINT_INK "'\n");
    fprintf(script, "set title ");
    gnuplot_bold(script, name);
    fprintf(script,
            " enhanced offset 0,-0.7 textcolor rgb '" CHART_INK "'\n"
            "plot 1 with lines linewidth 1.5 linecolor rgb '#374151' notitle, "
            "$s%zu using 1:2 with %s linewidth 2 pointtype %d pointsize 0.9 linecolor rgb '%s' "
            "notitle",
            series, axis->numeric ? "linespoints" : "points", palette_point(summary, series),
            colour);
    chart_whiskers_plot(script, series, colour, WHISKERS_STANDING);
    if (paper_covers(results, summary, series))
        fprintf(script,
                ", $p%zu using 1:2 with points linewidth 1.6 pointtype 12 pointsize 1.2 linecolor "
                "rgb '" CHART_FAINT_INK "' notitle",
                series);
    /* Titles belong to the chart, not to each panel. */
    fprintf(script, "\nunset label\n");
}

static bool any_cut(const struct results *results, const struct summary *summary) {
    for (size_t s = 1; s < summary->series_count; s++) {
        struct chart_span span = measure(results, summary, s);
        for (size_t x = 0; x < summary_x_count(summary); x++) {
            const struct estimate *ratio = &summary_at(summary, s, x)->against.ratio;
            if (chart_whisker_cut(ratio->lo, ratio->hi, span))
                return true;
        }
    }
    return false;
}

static bool any_covered(const struct results *results, const struct summary *summary) {
    for (size_t s = 1; s < summary->series_count; s++)
        if (paper_covers(results, summary, s))
            return true;
    return false;
}

static int put_script(FILE *script, const struct results *results, const struct summary *summary,
                      const char *path, struct error *err) {
    const struct plan_figure *plan = summary->figure;
    char title[256], subtitle[256], notes[256];
    chart_ratio_title(summary, title, sizeof title);
    bool narrow = gnuplot_is_narrow(path);
    size_t series = plan->series_count - 1;
    struct chart_panels panels = narrow ? chart_panels_below(series) : chart_panels_of(series);
    double width = gnuplot_plot_width(narrow) / (double)panels.columns;
    struct chart_frame frame = {
        .title = title,
        .subtitle = chart_subtitle(results, summary, subtitle, sizeof subtitle),
        .caption = any_covered(results, summary)
                       ? "Dots: mean ratio with its 95 % interval. Diamonds: the ratio in IBM "
                         "Research Report RC25482 (2014)."
                       : "Dots: mean ratio with its 95 % interval.",
        .second_caption =
            chart_ratio_notes(summary, any_cut(results, summary), notes, sizeof notes),
        .rows = (unsigned)panels.rows,
        .narrow = narrow,
        .tic_room = chart_tic_room(summary, width)};
    panels.narrow = narrow;
    panels.area = gnuplot_area(&frame);
    if (gnuplot_frame(script, path, &frame, err) < 0)
        return -1;
    struct chart_axis axis;
    if (chart_axis_make(summary, &axis, err) < 0)
        return -1;
    chart_axis_print(script, summary, &axis, frame.tic_room > 0);
    for (size_t s = 1; s < plan->series_count; s++)
        put_values(script, results, summary, &axis, s);
    fprintf(script, "set multiplot\n");
    for (size_t s = 1; s < plan->series_count; s++)
        put_panel(script, results, summary, &axis, &panels, s);
    fprintf(script, "unset multiplot\n");
    chart_axis_free(&axis);
    return 0;
}

int chart_effects_write(const struct results *results, const struct summary *summary,
                        const char *path, struct error *err) {
    return chart_draw(results, summary, path, chart_forest_script, err);
}

int chart_ratio_write(const struct results *results, const struct summary *summary,
                      const char *path, struct error *err) {
    bool forest =
        plan_baseline(summary->figure) >= 0 || strcmp(summary->shown.chart, CHART_FOREST) == 0;
    return chart_draw(results, summary, path, forest ? chart_forest_script : put_script, err);
}
