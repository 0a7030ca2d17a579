/* chart_forest.c - the gnuplot script of a forest plot: names, intervals, numbers. */
#include "chart_forest.h"

#include "chart_parts.h"
#include "chart_whiskers.h"
#include "palette.h"
#include "reading.h"

#include <math.h>
#include <string.h>

/* Of a figure, where each x is compared over its environments; a study's factors stand one after
 * the other, each with all x. */
static bool is_by_x(const struct summary *summary) {
    return strcmp(summary->shown.chart, CHART_FOREST) == 0;
}

/* The environments of one x stand closer than two x's do. */
static const double closer = 0.6;

static double height_of_x(const struct summary *summary) {
    return 1 + closer * (double)(summary->series_count - 2);
}

/* Rows run downwards. */
static double row_of(const struct summary *summary, size_t series, size_t x) {
    return is_by_x(summary) ? -((double)x * height_of_x(summary) + closer * (double)(series - 1))
                            : -(double)((series - 1) * summary_x_count(summary) + x);
}

static double height(const struct summary *summary) {
    size_t last = summary->series_count - 1;
    return 1 - row_of(summary, last, summary_x_count(summary) - 1);
}

/* "pinning=on  copy"; by x the x alone, since colours tell the series. Returns its length. */
static size_t name_of(const struct summary *summary, size_t series, size_t x, char *name,
                      size_t size) {
    const struct summary_row *row = summary_at(summary, series, x);
    bool one_x = summary_x_count(summary) < 2;
    if (is_by_x(summary))
        snprintf(name, size, "%s", row->x);
    else
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

/* Beside its row, or in the middle of those that have it in common. */
static void put_name(FILE *script, const struct summary *summary, size_t series, size_t x) {
    char name[256];
    size_t last = is_by_x(summary) ? summary->series_count - 1 : series;
    name_of(summary, series, x, name, sizeof name);
    fprintf(script, "%s", series + x > 1 ? ", " : "");
    gnuplot_quote(script, name);
    fprintf(script, " %g", (row_of(summary, series, x) + row_of(summary, last, x)) / 2);
}

static void put_names(FILE *script, const struct summary *summary) {
    size_t named = is_by_x(summary) ? 1 : summary->series_count - 1;
    fprintf(script, "set ytics noenhanced (");
    for (size_t s = 1; s <= named; s++)
        for (size_t x = 0; x < summary_x_count(summary); x++)
            put_name(script, summary, s, x);
    fprintf(script, ")\n");
}

/* Where a wide plot ends, as a fraction of the picture: numbers stand right of it. */
static const double RIGHT = 0.87;

/* Pixels of a row of a narrow drawing, whose words stand above the dot. */
static const double NARROW_ROW = 36;

/* In a narrow drawing names stand above their rows instead, from its left edge on; what several
 * rows have in common above the first. */
static void put_names_above(FILE *script, const struct summary *summary) {
    size_t named = is_by_x(summary) ? 1 : summary->series_count - 1;
    for (size_t s = 1; s <= named; s++)
        for (size_t x = 0; x < summary_x_count(summary); x++) {
            char name[256];
            name_of(summary, s, x, name, sizeof name);
            fputs("set label ", script);
            gnuplot_quote(script, name);
            fprintf(script, " at graph 0, first %g left noenhanced font ',11'\n",
                    row_of(summary, s, x) + 0.42 * (is_by_x(summary) ? closer : 1));
        }
    fputs("unset ytics\n", script);
}

/* The percentage stands beside each row: on a common axis small differences hardly show. */
static void put_numbers(FILE *script, const struct summary *summary, bool narrow) {
    for (size_t s = 1; s < summary->series_count; s++)
        for (size_t x = 0; x < summary_x_count(summary); x++) {
            char overhead[80];
            fprintf(script, "set label ");
            gnuplot_quote(script, overhead_text(summary, summary_at(summary, s, x), overhead,
                                                sizeof overhead));
            double above = narrow ? 0.42 * (is_by_x(summary) ? closer : 1) : 0;
            fprintf(
                script, " at graph %s, first %g right noenhanced textcolor rgb '" CHART_INK "'%s\n",
                narrow ? "1" : "1.12", row_of(summary, s, x) + above, narrow ? " font ',11'" : "");
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
    for (size_t s = 1; is_by_x(summary) && s < summary->series_count; s++) {
        fprintf(script, "keyentry with points pointtype %d linecolor rgb '%s' title ",
                palette_point(summary, s), palette_of(summary, s));
        gnuplot_quote(script, summary_series(summary, s));
        fputs(", ", script);
    }
    for (size_t s = 1; s < summary->series_count; s++) {
        const char *colour = palette_of(summary, s);
        fprintf(script,
                "%s$s%zu using 2:1 with points pointtype %d pointsize 0.9 linecolor rgb '%s' "
                "notitle",
                s > 1 ? ", " : "", s, palette_point(summary, s), colour);
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
    double rows = height(summary);
    bool narrow = gnuplot_is_narrow(path);
    char title[256], subtitle[256], notes[256];
    chart_ratio_title(summary, title, sizeof title);
    struct chart_frame frame = {
        .title = title,
        .subtitle = chart_subtitle(results, summary, subtitle, sizeof subtitle),
        .caption = "Dots: mean ratio with its 95 % interval. Percentages: ratio - 1.",
        .second_caption = chart_ratio_notes(summary, any_cut(summary, span), notes, sizeof notes),
        .narrow = narrow,
        .plot_width = narrow ? 0 : (RIGHT - left_edge(summary)) * gnuplot_plot_width(false),
        .rows = narrow ? (unsigned)ceil(rows * NARROW_ROW / 200) : 1 + (unsigned)(rows / 10)};
    if (is_by_x(summary))
        chart_legend(&frame, summary, NULL);
    if (gnuplot_frame(script, path, &frame, err) < 0)
        return -1;
    chart_ratio_axis(script, 'x', span);
    fprintf(script,
            "set lmargin at screen %.4f\nset rmargin at screen %g\nset grid xtics noytics\n"
            "set yrange [%g:0.7]\n"
            "set arrow from first 1, graph 0 to first 1, graph 1 nohead linewidth 1.5 linecolor "
            "rgb '#374151'\n",
            narrow ? 0.03 : left_edge(summary), narrow ? 0.97 : RIGHT, 0.3 - rows);
    (narrow ? put_names_above : put_names)(script, summary);
    put_numbers(script, summary, narrow);
    for (size_t s = 1; s < summary->series_count; s++)
        put_values(script, summary, span, s);
    put_plot(script, summary);
    return 0;
}
