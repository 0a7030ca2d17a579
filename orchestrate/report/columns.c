/* columns.c - see columns.h. */
#include "columns.h"

#include "reading.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

const char *column_text(const struct column *column, const struct summary_row *row) {
    const char *text;
    memcpy(&text, (const char *)row + column->offset, sizeof text);
    return text;
}

size_t column_n(const struct column *column, const struct summary_row *row) {
    size_t n;
    memcpy(&n, (const char *)row + column->offset, sizeof n);
    return n;
}

double column_number(const struct column *column, const struct summary_row *row) {
    double number;
    memcpy(&number, (const char *)row + column->offset, sizeof number);
    return number;
}

static char *text(const struct column *column, const struct summary *summary,
                  const struct summary_row *row) {
    (void)summary;
    return strdup(column_text(column, row));
}

static char *count(const struct column *column, const struct summary *summary,
                   const struct summary_row *row) {
    (void)summary;
    char buffer[32];
    snprintf(buffer, sizeof buffer, "%zu", column_n(column, row));
    return strdup(buffer);
}

static char *fixed(double value, int decimals) {
    char buffer[64];
    snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
    return strdup(isfinite(value) ? buffer : "-");
}

static char *value(const struct column *column, const struct summary *summary,
                   const struct summary_row *row) {
    return fixed(column_number(column, row), summary_digits(summary).mean);
}

static char *spread(const struct column *column, const struct summary *summary,
                    const struct summary_row *row) {
    return fixed(column_number(column, row), summary_digits(summary).mean + 1);
}

static char *overhead(const struct column *column, const struct summary *summary,
                      const struct summary_row *row) {
    (void)column;
    char buffer[80];
    return strdup(overhead_text(summary, row, buffer, sizeof buffer));
}

static char *interval(const struct column *column, const struct summary *summary,
                      const struct summary_row *row) {
    (void)column;
    char buffer[160];
    return strdup(interval_text(summary, row, buffer, sizeof buffer));
}

static char *probability(const struct column *column, const struct summary *summary,
                         const struct summary_row *row) {
    (void)summary;
    char buffer[32] = "";
    double p = column_number(column, row);
    if (isfinite(p))
        snprintf(buffer, sizeof buffer, "%.2g", p);
    return strdup(buffer);
}

static char *verdict(const struct column *column, const struct summary *summary,
                     const struct summary_row *row) {
    (void)column;
    return strdup(verdict_word(verdict_of(summary, row)));
}

#define TEXT(field) COLUMN_TEXT, offsetof(struct summary_row, field)
#define COUNT(field) COLUMN_COUNT, offsetof(struct summary_row, field)
#define NUMBER(field) COLUMN_NUMBER, offsetof(struct summary_row, field)
#define NO_VALUE COLUMN_TEXT, 0
#define PROGRAMS NULL, false, LOOK_PLAIN, 0, NULL, NULL
#define LEFT false
#define RIGHT true

const struct column columns[] = {
    {"figure", TEXT(figure), PROGRAMS},
    {NULL, TEXT(x), "x", LEFT, LOOK_ONCE, 0, "x", text},
    {"series", TEXT(series), "series", LEFT, LOOK_SERIES, 0, "series", text},
    {"x", TEXT(x), PROGRAMS},
    {"metric", TEXT(metric), PROGRAMS},
    {"unit", TEXT(unit), PROGRAMS},
    {"n", COUNT(moments.n), "n", RIGHT, LOOK_PLAIN, 2, "n", count},
    {"mean", NUMBER(moments.mean), "mean", RIGHT, LOOK_PLAIN, 0, "mean", value},
    {"sd", NUMBER(moments.sd), "sd", RIGHT, LOOK_PLAIN, 3, "sd", spread},
    {NULL, TEXT(unit), "unit", LEFT, LOOK_PLAIN, 0, "unit", text},
    {"median", NUMBER(moments.median), PROGRAMS},
    {"ratio", NUMBER(against.ratio.value), PROGRAMS},
    {"ratio_lo", NUMBER(against.ratio.lo), PROGRAMS},
    {"ratio_hi", NUMBER(against.ratio.hi), PROGRAMS},
    {"difference", NUMBER(against.difference.value), PROGRAMS},
    {"difference_lo", NUMBER(against.difference.lo), PROGRAMS},
    {"difference_hi", NUMBER(against.difference.hi), PROGRAMS},
    {NULL, NO_VALUE, "overhead", RIGHT, LOOK_JUDGED, 0, "overhead", overhead},
    {NULL, NO_VALUE, "95 % interval", RIGHT, LOOK_JUDGED, 1, "interval", interval},
    {"p", NUMBER(against.p), "p", RIGHT, LOOK_PLAIN, 4, "p", probability},
    {NULL, NO_VALUE, "reads as", LEFT, LOOK_REPORT, 0, "reads", verdict},
};

const size_t column_count = sizeof columns / sizeof *columns;
