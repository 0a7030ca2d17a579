/* chart.c - a figure as measured: bars for each x, or lines over a sweep, with error bars. */
#include "output.h"

#include "chart_cdf.h"
#include "chart_forest.h"
#include "chart_panels.h"
#include "chart_parts.h"
#include "chart_paths.h"
#include "chart_plot.h"
#include "chart_points.h"
#include "chart_right.h"
#include "chart_whiskers.h"
#include "common/cleanup.h"
#include "plan/sweep.h"
#include "reading.h"

#include <math.h>
#include <string.h>

static const char caption[] =
    "Bars, lines, numbers: mean over blocks; whiskers: its 95 % t interval "
    "(n > 1). Small dots: blocks.";

/* In pixels of a drawing: the numbers above bars stand upright, or not at all, rather than touch.
 */
enum { PLOT_HEIGHT = 280, LETTER_WIDTH = 8, LETTER_HEIGHT = 15 };

static double upper_end(const struct moments *moments) {
    double half = mean_half_width(moments);
    return moments->mean + (isfinite(half) ? half : 0);
}

/* Room for every whisker and every block, but no interval of two blocks may flatten all bars. */
static struct chart_span span_of(const struct summary *summary) {
    double mean = 0, upper = 0;
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct moments *moments = &summary->row[i].moments;
        if (!isfinite(moments->mean))
            continue;
        mean = fmax(mean, moments->mean);
        upper = fmax(upper, fmax(upper_end(moments), chart_points_highest(&summary->row[i])));
    }
    return (struct chart_span){0, mean > 0 ? fmin(upper, 1.6 * mean) : 1};
}

static bool any_cut(const struct summary *summary, struct chart_span span) {
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct moments *moments = &summary->row[i].moments;
        double half = mean_half_width(moments);
        if (chart_whisker_cut(moments->mean - half, moments->mean + half, span))
            return true;
    }
    return false;
}

static int letters_of(double mean) {
    return snprintf(NULL, 0, "%.*f", decimals_for(mean, 3), mean);
}

static struct chart_numbers numbers_of(const struct summary *summary, const struct chart_axis *axis,
                                       bool narrow) {
    int letters = (int)strlen("none");
    for (size_t i = 0; i < summary->row_count; i++) {
        int length = letters_of(summary->row[i].moments.mean);
        letters = length > letters ? length : letters;
    }
    double slot = gnuplot_plot_width(narrow) * axis->width / fmax((double)axis->count, 2.5);
    struct chart_numbers numbers = {.shown = !axis->lines && slot >= LETTER_HEIGHT,
                                    .upright = slot < LETTER_WIDTH * letters,
                                    .letters = narrow ? 11 : 12,
                                    .headroom = 0.12};
    if (numbers.shown && numbers.upright)
        numbers.headroom = (LETTER_WIDTH * letters + 10.0) / PLOT_HEIGHT;
    return numbers;
}

/* $sN: x, mean, and an empty line where there is none: a line ends there; $wN: whiskers; $tN: x, y,
 * text of the number above. */
static void put_values(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                       struct chart_span span, size_t series) {
    fprintf(script, "$s%zu << EOD\n", series);
    for (size_t x = 0; x < axis->count; x++) {
        double mean = summary_at(summary, series, x)->moments.mean;
        if (isfinite(mean) && isfinite(chart_axis_at(axis, series, x)))
            fprintf(script, "%.9g %.9g", chart_axis_at(axis, series, x), mean);
        fputc('\n', script);
    }
    fprintf(script, "EOD\n$w%zu << EOD\n", series);
    for (size_t x = 0; x < axis->count; x++) {
        const struct moments *moments = &summary_at(summary, series, x)->moments;
        double half = mean_half_width(moments);
        double at = chart_axis_at(axis, series, x);
        if (isfinite(at))
            chart_whisker_put(script, at, moments->mean, moments->mean - half, moments->mean + half,
                              span);
    }
    fprintf(script, "EOD\n$t%zu << EOD\n", series);
    for (size_t x = 0; x < axis->count; x++) {
        const struct moments *moments = &summary_at(summary, series, x)->moments;
        double at = chart_axis_at(axis, series, x);
        if (isfinite(moments->mean))
            fprintf(script, "%.9g %.9g %.*f\n", at, fmin(upper_end(moments), span.high),
                    decimals_for(moments->mean, 3), moments->mean);
        else
            fprintf(script, "%.9g 0 none\n", at);
    }
    fprintf(script, "EOD\n");
}

/* What is beyond the picture. */
static const char *notes_of(const struct summary *summary, bool right, char *notes, size_t size) {
    struct chart_span span = span_of(summary);
    bool cut = any_cut(summary, span);
    size_t hidden = chart_points_hidden(summary, span), used;
    if (right)
        chart_right_notes(summary, cut, notes, size);
    else
        snprintf(notes, size, "%s", cut ? chart_cut_caption : "");
    used = strlen(notes);
    if (hidden > 0)
        snprintf(notes + used, size - used, "%s%zu block%s beyond the picture.", used ? " " : "",
                 hidden, hidden == 1 ? " lies" : "s lie");
    return *notes ? notes : NULL;
}

/* The metric that the lines of a figure stand over; NULL: what is swept. Costs have none. */
static const struct summary *stands_over(const struct results *results,
                                         const struct summary *summary) {
    size_t figure = (size_t)(summary - results->summary);
    if (!results->against || summary < results->summary || figure >= results->summary_count)
        return NULL;
    return results->against[figure].row_count > 0 ? &results->against[figure] : NULL;
}

/* No line goes from one result to another; and shares stand below the tics, where only panels have
 * room. */
static bool has_panels(const struct summary *summary) {
    const struct plan_figure *figure = summary->figure;
    return strcmp(summary->shown.chart, "lines") == 0 && sweep_present(figure) &&
           (summary->shown.result_count > 1 || figure->shares.of.count > 0);
}

static bool has_right(const struct summary *summary) {
    return chart_right_present(summary) && !has_panels(summary);
}

static int put_plot(FILE *script, const struct results *results, const struct summary *summary,
                    const struct chart_frame *frame, struct error *err) {
    bool right = frame->right_label != NULL;
    struct chart_span span = span_of(summary);
    struct chart_axis axis;
    if (chart_axis_make(summary, &axis, err) < 0)
        return -1;
    const struct summary *over = stands_over(results, summary);
    if (over && chart_axis_over(&axis, over, err) < 0) {
        chart_axis_free(&axis);
        return -1;
    }
    struct chart_numbers numbers = numbers_of(summary, &axis, frame->narrow);
    fprintf(script, "set yrange [0:%.9g]\n", (1 + numbers.headroom) * span.high);
    if (span.high >= 1e5) /* "100k": six digits would reach into the label */
        fprintf(script, "set format y '%%.%ds%%c'\n", span.high >= 1e6);
    chart_axis_print(script, summary, &axis, frame->tic_room > 0);
    for (size_t s = 0; s < summary->series_count; s++)
        put_values(script, summary, &axis, span, s);
    chart_points_put(script, summary, &axis, span);
    if (right)
        chart_right_put(script, summary, &axis);
    if (axis.lines)
        chart_plot_lines(script, summary, &axis, right);
    else
        chart_plot_bars(script, summary, &axis, numbers);
    chart_axis_free(&axis);
    return 0;
}

/* Those of one result, at each swept value; free its rows. */
static int part_of(const struct summary *summary, size_t result, struct summary *part,
                   struct error *err) {
    size_t results = summary->shown.result_count, values = summary_x_count(summary) / results;
    *part = *summary;
    part->shown.result = &summary->shown.result[result];
    part->shown.result_count = 1;
    part->row_count = summary->series_count * values;
    part->row = calloc(part->row_count + 1, sizeof *part->row);
    if (!part->row)
        return error_errno(err, "a chart of %zu rows", part->row_count);
    for (size_t i = 0; i < part->row_count; i++) {
        struct summary_row *row = &part->row[i];
        *row = *summary_at(summary, i / values, i % values * results + result);
        row->x = summary->figure->sweep_values.word[row->value];
    }
    return 0;
}

static int put_panel(FILE *script, const struct results *results, const struct summary *summary,
                     size_t result, const struct chart_frame *frame, struct error *err) {
    struct summary part;
    if (part_of(summary, result, &part, err) < 0)
        return -1;
    fprintf(script, "set format y\nset title ");
    gnuplot_bold(script, *part.shown.result);
    fprintf(script, " enhanced offset 0,-0.7 textcolor rgb '" CHART_INK "'\n");
    int status = put_plot(script, results, &part, frame, err);
    fprintf(script, "unset key\nunset label\n"); /* they are the picture's */
    free(part.row);
    return status;
}

/* Below the legend, for titles, and above the caption, for shares. */
static struct chart_area panel_area(const struct chart_frame *frame) {
    struct chart_area area = gnuplot_area(frame);
    double room = 0.07 * (area.top - area.bottom) / frame->rows;
    return (struct chart_area){area.top - room, area.bottom + room};
}

static int put_script(FILE *script, const struct results *results, const struct summary *summary,
                      const char *path, struct error *err) {
    char title[256], subtitle[256], y_label[128], right_label[256], notes[256];
    size_t count = has_panels(summary) ? summary->shown.result_count : 1;
    struct chart_panels panels = chart_panels_below(count);
    snprintf(title, sizeof title, "%s  %s", summary->figure->name, summary->shown.title);
    snprintf(y_label, sizeof y_label, "%s, %s", summary->shown.axis, summary->shown.unit);
    bool right = has_right(summary);
    struct chart_frame frame = {
        .title = title,
        .subtitle = chart_subtitle(results, summary, subtitle, sizeof subtitle),
        .caption = right ? chart_right_caption : caption,
        .second_caption = notes_of(summary, right, notes, sizeof notes),
        .y_label = y_label,
        .right_label = right ? chart_right_title(summary, right_label, sizeof right_label) : NULL,
        .rows = (unsigned)count,
        .narrow = gnuplot_is_narrow(path)};
    frame.tic_room =
        has_panels(summary) ? 0 : chart_tic_room(summary, gnuplot_plot_width(frame.narrow));
    chart_legend(&frame, summary, right ? chart_right_name : NULL);
    if (gnuplot_frame(script, path, &frame, err) < 0)
        return -1;
    if (!has_panels(summary))
        return put_plot(script, results, summary, &frame, err);
    panels.narrow = frame.narrow;
    panels.area = panel_area(&frame);
    fprintf(script, "set multiplot\n");
    for (size_t i = 0; i < count; i++) {
        chart_panels_place(script, &panels, i);
        if (put_panel(script, results, summary, i, &frame, err) < 0)
            return -1;
    }
    fprintf(script, "unset multiplot\n");
    return 0;
}

int chart_write(const struct results *results, const struct summary *summary, const char *path,
                struct error *err) {
    const char *chart = summary->shown.chart;
    static const struct {
        const char *name;
        chart_script *put;
    } others[] = {{"cdf", chart_cdf_script},
                  {"paths", chart_paths_script},
                  {CHART_FOREST, chart_forest_script}};
    if (strcmp(chart, "paths") == 0 && gnuplot_is_narrow(path))
        return chart_paths_narrow(results, summary, path, err);
    chart_script *put = put_script; /* bars and lines */
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(chart, others[i].name) == 0)
            put = others[i].put;
    }
    if (put == chart_forest_script && summary->series_count < 2)
        put = put_script; /* one series has no ratios */
    return chart_draw(results, summary, path, put, err);
}
