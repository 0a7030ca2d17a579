/* compare_columns.c - the table of columns of a comparison. */
#include "compare_columns.h"

#include "report/reading.h"

#include <math.h>
#include <string.h>

#define TEXT(name)                                                                                 \
    static const char *name(const struct compare *compare, const struct compare_line *line,        \
                            char *buffer, size_t size)
#define NUMBER(name, value)                                                                        \
    static double name(const struct compare *compare, const struct compare_line *line) {           \
        (void)compare;                                                                             \
        return value;                                                                              \
    }

static const char *copy(char *buffer, size_t size, const char *text) {
    snprintf(buffer, size, "%s", text);
    return buffer;
}

TEXT(figure) {
    (void)compare;
    return copy(buffer, size, line->row->figure);
}

TEXT(x) {
    (void)compare;
    return copy(buffer, size, line->row->x);
}

TEXT(series) {
    (void)compare;
    return copy(buffer, size, line->row->series);
}

TEXT(shown_series) {
    (void)compare;
    snprintf(buffer, size, "%s%s", line->row->series, line->emulated ? " (emulated)" : "");
    return buffer;
}

TEXT(run) {
    (void)compare, (void)size;
    return compare_label(line->run, buffer);
}

TEXT(directory) {
    return copy(buffer, size, compare->run[line->run].directory);
}

TEXT(metric) {
    (void)compare;
    return copy(buffer, size, line->row->metric);
}

TEXT(unit) {
    (void)compare;
    return copy(buffer, size, line->row->unit);
}

TEXT(emulated) {
    (void)compare;
    return copy(buffer, size, line->emulated ? "yes" : "no");
}

TEXT(n_text) {
    (void)compare;
    snprintf(buffer, size, "%zu", line->row->moments.n);
    return buffer;
}

TEXT(mean_text) {
    (void)compare;
    double mean = line->row->moments.mean;
    snprintf(buffer, size, isfinite(mean) ? "%.*f" : "-", summary_digits(line->summary).mean, mean);
    return buffer;
}

TEXT(overhead) {
    (void)compare;
    return overhead_text(line->summary, line->row, buffer, size);
}

TEXT(interval) {
    (void)compare;
    return interval_text(line->summary, line->row, buffer, size);
}

TEXT(change_of) {
    (void)compare;
    return copy(buffer, size, !line->changed ? "" : line->of_values ? "values" : "overhead");
}

TEXT(change) {
    (void)compare;
    return line->changed ? overhead_text(line->change, line->changed, buffer, size)
                         : copy(buffer, size, "");
}

TEXT(change_interval) {
    (void)compare;
    return line->changed ? interval_text(line->change, line->changed, buffer, size)
                         : copy(buffer, size, "");
}

TEXT(verdict) {
    (void)compare;
    return line->changed ? verdict_text(line->change, line->changed, buffer, size)
                         : copy(buffer, size, "");
}

NUMBER(n, (double)line->row->moments.n)
NUMBER(mean, line->row->moments.mean)
NUMBER(ratio, line->row->against.ratio.value)
NUMBER(ratio_lo, line->row->against.ratio.lo)
NUMBER(ratio_hi, line->row->against.ratio.hi)
NUMBER(difference, line->row->against.difference.value)
NUMBER(difference_lo, line->row->against.difference.lo)
NUMBER(difference_hi, line->row->against.difference.hi)

#define CHANGED(member) (line->changed ? line->changed->against.member : NAN)
NUMBER(change_ratio, CHANGED(ratio.value))
NUMBER(change_ratio_lo, CHANGED(ratio.lo))
NUMBER(change_ratio_hi, CHANGED(ratio.hi))
NUMBER(change_difference, CHANGED(difference.value))
NUMBER(change_difference_lo, CHANGED(difference.lo))
NUMBER(change_difference_hi, CHANGED(difference.hi))

#define LEFT false
#define RIGHT true

const struct compare_column compare_columns[] = {
    {"figure", NULL, LEFT, false, figure, NULL, false},
    {"x", "x", LEFT, true, x, NULL, false},
    {"series", NULL, LEFT, false, series, NULL, false},
    {NULL, "series", LEFT, true, shown_series, NULL, false},
    {"run", "run", LEFT, false, run, NULL, false},
    {"directory", NULL, LEFT, false, directory, NULL, false},
    {"metric", NULL, LEFT, false, metric, NULL, false},
    {"unit", NULL, LEFT, false, unit, NULL, false},
    {"emulated", NULL, LEFT, false, emulated, NULL, false},
    {"n", "n", RIGHT, false, n_text, n, true},
    {"mean", "mean", RIGHT, false, mean_text, mean, false},
    {NULL, "unit", LEFT, false, unit, NULL, false},
    {"ratio", NULL, RIGHT, false, NULL, ratio, false},
    {"ratio_lo", NULL, RIGHT, false, NULL, ratio_lo, false},
    {"ratio_hi", NULL, RIGHT, false, NULL, ratio_hi, false},
    {"difference", NULL, RIGHT, false, NULL, difference, false},
    {"difference_lo", NULL, RIGHT, false, NULL, difference_lo, false},
    {"difference_hi", NULL, RIGHT, false, NULL, difference_hi, false},
    {NULL, "overhead", RIGHT, false, overhead, NULL, false},
    {NULL, "95 % interval", RIGHT, false, interval, NULL, false},
    {"change_of", NULL, LEFT, false, change_of, NULL, false},
    {"change_ratio", NULL, RIGHT, false, NULL, change_ratio, false},
    {"change_ratio_lo", NULL, RIGHT, false, NULL, change_ratio_lo, false},
    {"change_ratio_hi", NULL, RIGHT, false, NULL, change_ratio_hi, false},
    {"change_difference", NULL, RIGHT, false, NULL, change_difference, false},
    {"change_difference_lo", NULL, RIGHT, false, NULL, change_difference_lo, false},
    {"change_difference_hi", NULL, RIGHT, false, NULL, change_difference_hi, false},
    {NULL, "change", RIGHT, false, change, NULL, false},
    {NULL, "95 % interval", RIGHT, false, change_interval, NULL, false},
    {"verdict", "reads as", LEFT, false, verdict, NULL, false},
};

const size_t compare_column_count = sizeof compare_columns / sizeof *compare_columns;
