/* chart_forest.c - the gnuplot script of a forest plot: names, intervals, numbers. */
#include "chart_forest.h"

#include "chart_parts.h"
#include "chart_whiskers.h"
#include "palette.h"
#include "reading.h"

#include <math.h>
#include <string.h>

/* Rows run downwards: series by series, and in each x by x. */
static double row_of(const struct summary *summary, size_t series, size_t x) {
    return -(double)((series - 1) * summary_x_count(summary) + x);
}

/* "pinning=on  copy"; returns its length. */
static size_t name_of(const struct summary *summary, size_t series, size_t x, char *name,
                      size_t size) {
    const struct summary_row *row = summary_at(summary, series, x);
    bool one_x = summary_x_count(summary) < 2;
    snprintf(name, size, "%s%s%s", row->series, one_x ? "" : "  ", one_x ? "" : row->x);
    return strlen(name);
}

/* The names stand to the left of the plot, and leave it two fifths of the picture at least. */
static double left_edge(const struct summary *summary) {
    size_t longest = 0;
    char name[256];
    for (size_t s = 1; s < summary->series_count; s++)
        for (size_t x = 0; x < summary_x_count(summary); x++) {
            size_t length = name_of(summary, s, x, name, sizeof name);
            longest = length > longest ? length : longest;
        }
    return fmin(fmax(0.3, 0.04 + gnuplot_text_width(longest)), 0.47);
}

static void put_names(FILE *script, const struct summary *summary) {
    fprintf(script, "set ytics noenhanced (");
    for (size_t s = 1; s < summary->series_count; s++)
        for (size_t x = 0; x < summary_x_count(summary); x++) {
            char name[256];
            name_of(summary, s, x, name, sizeof name);
            fprintf(script, "%s", s + x > 1 ? ", " : "");
            gnuplot_quote(script, name);
            fprintf(script, " %g", row_of(summary, s, x));
        }
    fprintf(script, ")\n");
}

/* The percentage stands beside each row: on a common axis small differences hardly show. */
static void put_numbers(FILE *script, const struct summary *summary) {
    for (size_t s = 1; s < summary->series_count; s++)
        for (size_t x = 0; x < summary_x_count(summary); x++) {
            char overhead[80];
            fprintf(script, "set label ");
            gnuplot_quote(script, overhead_text(summary, summary_at(summary, s, x), overhead,
                                                sizeof overhead));
            fprintf(script,
                    " at graph 1.12, first %g right noenhanced textcolor rgb '" CHART_INK "'\n",
                    row_of(summary, s, x));
        }
}

static void put_values(FILE *script, const struct summary *summary, struct chart_span span,
                       size_t series) {
    fprintf(script, "$s%zu << EOD\n", series);
    for (size_t x = 0; x < summary_x_count(summary); x++) {
        double ratio = summary_at(summary, series, x)->against.ratio.value;
        if (isfinite(ratio))
            fprintf(script, "%.9g %.9g\n", row_of(summary, series, x), ratio);
    }
    fprintf(script, "EOD\n$w%zu << EOD\n", series);
    for (size_t x = 0; x < summary_x_count(summary); x++) {
        const struct estimate *ratio = &summary_at(summary, series, x)->against.ratio;
        chart_whisker_put(script, row_of(summary, series, x), ratio->value, ratio->lo, ratio->hi,
                          span);
    }
    fprintf(script, "EOD\n");
}

static void put_plot(FILE *script, const struct summary *summary) {
    fprintf(script, "plot ");
    for (size_t s = 1; s < summary->series_count; s++) {
        const char *colour = palette_of(summary, s);
        fprintf(script,
                "%s$s%zu using 2:1 with points pointtype 7 pointsize 0.9 linecolor rgb '%s' "
                "notitle",
                s > 1 ? ", " : "", s, colour);
        chart_whiskers_plot(script, s, colour, WHISKERS_LYING);
    }
    fprintf(script, "\n");
}

static bool any_cut(const struct summary *summary, struct chart_span span) {
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct estimate *ratio = &summary->row[i].against.ratio;
        if (chart_whisker_cut(ratio->lo, ratio->hi, span))
            return true;
    }
    return false;
}

int chart_forest_script(FILE *script, const struct results *results, const struct summary *summary,
                        const char *path, struct error *err) {
    struct chart_span span = {1, 1};
    for (size_t s = 1; s < summary->series_count; s++)
        span = chart_span_join(span, chart_ratio_span(summary, s));
    size_t rows = (summary->series_count - 1) * summary_x_count(summary);
    char title[256], subtitle[256], notes[256];
    chart_ratio_title(summary, title, sizeof title);
    const struct chart_frame frame = {
        .title = title,
        .subtitle = chart_subtitle(results, summary, subtitle, sizeof subtitle),
        .caption = "Dots: mean ratio with its 95 % interval. Percentages: ratio - 1.",
        .second_caption = chart_ratio_notes(summary, any_cut(summary, span), notes, sizeof notes),
        .rows = (unsigned)(1 + rows / 10)};
    if (gnuplot_frame(script, path, &frame, err) < 0)
        return -1;
    chart_ratio_axis(script, 'x', span);
    fprintf(script,
            "set lmargin at screen %.4f\nset rmargin at screen 0.87\nset grid xtics noytics\n"
            "set yrange [%g:0.7]\n"
            "set arrow from first 1, graph 0 to first 1, graph 1 nohead linewidth 1.5 linecolor "
            "rgb '#374151'\n",
            left_edge(summary), 0.3 - (double)rows);
    put_names(script, summary);
    put_numbers(script, summary);
    for (size_t s = 1; s < summary->series_count; s++)
        put_values(script, summary, span, s);
    put_plot(script, summary);
    return 0;
}
