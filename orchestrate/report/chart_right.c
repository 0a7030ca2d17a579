/* chart_right.c - overheads as ratios on an axis of their own, whose tics say them in per cent. */
#include "chart_right.h"

#include "palette.h"
#include "reading.h"

#include <math.h>
#include <string.h>

const char chart_right_name[] = "overhead (right)";
const char chart_right_caption[] =
    "Filled points: mean over blocks, 95 % t interval (n > 1). Hollow: "
    "overhead, interval in the table.";

enum { LINEAR_TICS = 6 /* at most */ };

#define DASHED "linespoints dashtype (8,5) linewidth 1.3 pointsize 0.55 pointtype"

/* gnuplot numbers a hollow shape and the same one filled as an even and the next odd number. */
static int other_filling(int point) {
    return point ^ 1;
}

static double ratio_at(const struct summary *summary, size_t series, size_t x) {
    return summary_at(summary, series, x)->against.ratio.value;
}

bool chart_right_present(const struct summary *summary) {
    if (summary->shown.right != RIGHT_OVERHEAD || strcmp(summary->shown.chart, "lines") != 0)
        return false;
    for (size_t s = 1; s < summary->series_count; s++)
        for (size_t x = 0; x < summary_x_count(summary); x++)
            if (isfinite(ratio_at(summary, s, x)))
                return true;
    return false;
}

const char *chart_right_notes(const struct summary *summary, bool cut, char *buffer, size_t size) {
    bool differs = any_difference(summary);
    snprintf(buffer, size, "%s%s%s",
             differs ? "No hollow point: the table tells a difference." : "",
             differs && cut ? " " : "", cut ? chart_cut_caption : "");
    return *buffer ? buffer : NULL;
}

/* No difference is always in sight, and the margin on both sides, or noise would fill the picture.
 */
static struct chart_range range_of(const struct summary *summary) {
    struct chart_span span = {1 - summary->margin, 1 + summary->margin};
    for (size_t s = 1; s < summary->series_count; s++)
        for (size_t x = 0; x < summary_x_count(summary); x++) {
            double ratio = ratio_at(summary, s, x);
            if (isfinite(ratio))
                span = chart_span_join(span, (struct chart_span){ratio, ratio});
        }
    return chart_ratio_range(span);
}

const char *chart_right_title(const struct summary *summary, char *buffer, size_t size) {
    snprintf(buffer, size, "overhead against %s, %%%s", summary_series(summary, 0),
             range_of(summary).logarithmic ? " (log)" : "");
    return buffer;
}

static void put_tic(FILE *script, double ratio, int decimals) {
    char text[48];
    struct digits digits = {.percent = decimals};
    fprintf(script, "set y2tics add ('%s' %.9g)\n",
            signed_step(BY_RATIO, ratio, digits, text, sizeof text), ratio);
}

/* At multiples of 1, 2 or 5 times a power of ten. */
static void put_linear_tics(FILE *script, struct chart_range range) {
    double wanted = 100 * (range.high - range.low) / LINEAR_TICS;
    double power = pow(10, floor(log10(wanted))), part = wanted / power;
    double step = power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    int decimals = step >= 1 ? 0 : (int)-floor(log10(step));
    double first = ceil(100 * (range.low - 1) / step), last = floor(100 * (range.high - 1) / step);
    for (double i = first; i <= last; i++)
        put_tic(script, 1 + i * step / 100, decimals);
}

/* The wider the axis, the fewer in each decade. A thousandth reads "-99.9". */
static void put_logarithmic_tics(FILE *script, struct chart_range range) {
    static const double few[] = {1, 0}, some[] = {1, 2, 5, 0}, many[] = {1, 2, 3, 5, 7, 0};
    double width = range.high / range.low;
    const double *parts = width > 1000 ? few : width > 10 ? some : many;
    int first = (int)floor(log10(range.low)), last = (int)floor(log10(range.high));
    for (int decade = first; decade <= last; decade++)
        for (const double *part = parts; *part > 0; part++) {
            double ratio = *part * pow(10, decade);
            if (ratio >= range.low && ratio <= range.high)
                put_tic(script, ratio, decade < -2 ? -2 - decade : 0);
        }
}

/* A line ends where a value is missing. */
static void put_series(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                       size_t series) {
    fprintf(script, "$o%zu << EOD\n", series);
    for (size_t x = 0; x < axis->count; x++) {
        double ratio = ratio_at(summary, series, x);
        if (isfinite(ratio))
            fprintf(script, "%.9g %.9g", chart_axis_at(axis, series, x), ratio);
        fputc('\n', script);
    }
    fprintf(script, "EOD\n");
}

void chart_right_put(FILE *script, const struct summary *summary, const struct chart_axis *axis) {
    struct chart_range range = range_of(summary);
    fprintf(script, "%sset y2range [%.9g:%.9g]\nset y2tics ()\n",
            range.logarithmic ? "set logscale y2 10\n" : "", range.low, range.high);
    if (range.logarithmic)
        put_logarithmic_tics(script, range);
    else
        put_linear_tics(script, range);
    for (size_t s = 1; s < summary->series_count; s++)
        put_series(script, summary, axis, s);
}

void chart_right_plot(FILE *script, const struct summary *summary) {
    fprintf(script,
            ", keyentry with " DASHED " 6 linecolor rgb '" CHART_FAINT_INK "' title '%s'"
            ", 1 axes x1y2 with lines dashtype 3 linewidth 1 linecolor rgb '" CHART_FAINT_INK
            "' notitle",
            chart_right_name);
    for (size_t s = 1; s < summary->series_count; s++)
        fprintf(script, ", $o%zu using 1:2 axes x1y2 with " DASHED " %d linecolor rgb '%s' notitle",
                s, other_filling(palette_point(summary, s)), palette_of(summary, s));
}
