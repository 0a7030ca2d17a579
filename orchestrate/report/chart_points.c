/* chart_points.c - dots of blocks, or their density. */
#include "chart_points.h"

#include <math.h>

enum {
    MANY = 40,  /* values from which on dots would hide each other */
    STEPS = 32, /* of an outline */
};

static const double SPREAD = 0.62; /* of a series' width */

/* Multiples of the golden ratio fill a line evenly, however many they are. */
static double aside(size_t i) {
    double part = 0.5 + 0.6180339887 * (double)i;
    return part - floor(part) - 0.5;
}

static bool is_seen(double value, struct chart_span span) {
    return isfinite(value) && value >= span.low && value <= span.high;
}

double chart_points_highest(const struct summary_row *row) {
    double highest = -INFINITY;
    for (size_t i = 0; row->values && i < row->blocks; i++)
        if (isfinite(row->values[i]))
            highest = fmax(highest, row->values[i]);
    return highest;
}

size_t chart_points_hidden(const struct summary *summary, struct chart_span span) {
    size_t hidden = 0;
    for (size_t r = 0; r < summary->row_count; r++)
        for (size_t i = 0; summary->row[r].values && i < summary->row[r].blocks; i++)
            hidden +=
                isfinite(summary->row[r].values[i]) && !is_seen(summary->row[r].values[i], span);
    return hidden;
}

static void put_dots(FILE *script, const struct summary_row *row, double at, double width,
                     struct chart_span span) {
    for (size_t i = 0; i < row->blocks; i++)
        if (is_seen(row->values[i], span))
            fprintf(script, "%.9g %.9g\n", at + width * aside(i), row->values[i]);
}

/* B. W. Silverman, "Density Estimation" (1986), 3.4.2: the width of a normal kernel. */
static double density_at(const struct summary_row *row, double value) {
    double width = 0.9 * row->moments.sd * pow((double)row->moments.n, -0.2), sum = 0;
    for (size_t i = 0; i < row->blocks; i++) {
        double z = (row->values[i] - value) / width;
        if (isfinite(z))
            sum += exp(-z * z / 2);
    }
    return sum;
}

/* Up on one side and down on the other. */
static void put_outline(FILE *script, const struct summary_row *row, double at, double width,
                        struct chart_span span) {
    double low = fmax(span.low, row->moments.mean - 3 * row->moments.sd);
    double high = fmin(span.high, row->moments.mean + 3 * row->moments.sd), most = 0;
    double step = (high - low) / STEPS;
    for (int i = 0; i <= STEPS; i++)
        most = fmax(most, density_at(row, low + i * step));
    for (int side = -1; most > 0 && side <= 1; side += 2)
        for (int i = 0; i <= STEPS; i++) {
            double value = low + (side < 0 ? i : STEPS - i) * step;
            fprintf(script, "%.9g %.9g\n", at + side * width / 2 * density_at(row, value) / most,
                    value);
        }
    fputc('\n', script);
}

void chart_points_put(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                      struct chart_span span) {
    double width = axis->lines ? 0 : SPREAD * axis->width;
    for (size_t s = 0; s < summary->series_count; s++)
        for (int outlines = 0; outlines < 2; outlines++) {
            fprintf(script, "$%c%zu << EOD\n", outlines ? 'd' : 'b', s);
            for (size_t x = 0; x < axis->count; x++) {
                const struct summary_row *row = summary_at(summary, s, x);
                double at = chart_axis_at(axis, s, x);
                bool many = width > 0 && row->moments.n >= MANY && row->moments.sd > 0;
                if (!row->values || row->moments.n < 2 || !isfinite(at) || many != outlines)
                    continue;
                (many ? put_outline : put_dots)(script, row, at, width, span);
            }
            fputs("EOD\n", script);
        }
}

void chart_points_plot(FILE *script, size_t series) {
    fprintf(script,
            ", $b%zu using 1:2 with points pointtype 7 pointsize 0.45 linecolor rgb '#ffffff' "
            "notitle, $b%zu using 1:2 with points pointtype 6 pointsize 0.45 linewidth 0.9 "
            "linecolor rgb '" CHART_INK "' notitle"
            ", $d%zu using 1:2 with lines linewidth 1 linecolor rgb '" CHART_INK "' notitle",
            series, series, series);
}
