/* columns.c - the table of columns, and what people read in each. */
#include "columns.h"

#include "reading.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *number(double value, int decimals, char *buffer, size_t size) {
    snprintf(buffer, size, isfinite(value) ? "%.*f" : "-", decimals, value);
    return buffer;
}

static const char *sd(const struct summary *summary, const struct summary_row *row, char *buffer,
                      size_t size) {
    return number(row->moments.sd, summary_digits(summary).mean + 1, buffer, size);
}

/* Of the reference's capacity, where the swept value is one. */
static const char *share(const struct summary *summary, const struct summary_row *row, char *buffer,
                         size_t size) {
    const struct words *shares = &summary->figure->shares.of;
    bool has = row->value >= 0 && (size_t)row->value < shares->count;
    snprintf(buffer, size, "%s", has ? shares->word[row->value] : "");
    return buffer;
}

static const char *p(const struct summary *summary, const struct summary_row *row, char *buffer,
                     size_t size) {
    (void)summary;
    buffer[0] = '\0';
    if (isfinite(row->against.p))
        snprintf(buffer, size, "%.2g", row->against.p);
    return buffer;
}

static const char *verdict(const struct summary *summary, const struct summary_row *row,
                           char *buffer, size_t size) {
    bool reference = verdict_of(summary, row) == VERDICT_REFERENCE;
    buffer[0] = '\0';
    return reference ? buffer : verdict_text(summary, row, buffer, size);
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
    {NULL, TEXT(x), "x", LEFT, LOOK_ONCE, 0, "x", NULL},
    {NULL, NO_VALUE, "share", RIGHT, LOOK_ONCE, 6, "share", share},
    {"series", TEXT(series), "series", LEFT, LOOK_SERIES, 0, "series", NULL},
    {"x", TEXT(x), PROGRAMS},
    {"metric", TEXT(metric), PROGRAMS},
    {"unit", TEXT(unit), PROGRAMS},
    {"n", COUNT(moments.n), "n", RIGHT, LOOK_PLAIN, 3, "n", NULL},
    {"mean", NUMBER(moments.mean), "mean", RIGHT, LOOK_PLAIN, 0, "mean", NULL},
    {"sd", NUMBER(moments.sd), "sd", RIGHT, LOOK_PLAIN, 4, "sd", sd},
    {NULL, TEXT(unit), "unit", LEFT, LOOK_PLAIN, 0, "unit", NULL},
    {"median", NUMBER(moments.median), PROGRAMS},
    {"ratio", NUMBER(against.ratio.value), PROGRAMS},
    {"ratio_lo", NUMBER(against.ratio.lo), PROGRAMS},
    {"ratio_hi", NUMBER(against.ratio.hi), PROGRAMS},
    {"difference", NUMBER(against.difference.value), PROGRAMS},
    {"difference_lo", NUMBER(against.difference.lo), PROGRAMS},
    {"difference_hi", NUMBER(against.difference.hi), PROGRAMS},
    {NULL, NO_VALUE, "overhead", RIGHT, LOOK_JUDGED, 0, "overhead", overhead_text},
    {NULL, NO_VALUE, "95 % interval", RIGHT, LOOK_JUDGED, 1, "interval", interval_text},
    {"p", NUMBER(against.p), "p", RIGHT, LOOK_PLAIN, 5, "p", p},
    {"sd_slices", NUMBER(against.spread.slices), PROGRAMS},
    {"rounds", NUMBER(against.spread.rounds), PROGRAMS},
    {"sd_blocks", NUMBER(against.spread.blocks), PROGRAMS},
    {"sd_boots", NUMBER(against.spread.boots), PROGRAMS},
    {"lag1", NUMBER(against.spread.lag1), PROGRAMS},
    {"n_effective", NUMBER(against.spread.n_effective), PROGRAMS},
    {"skewness", NUMBER(against.spread.skewness), PROGRAMS},
    {"resolves", NUMBER(judged.resolves), PROGRAMS},
    {"more_blocks", NUMBER(judged.more_blocks), PROGRAMS},
    {"verdict", COLUMN_WORDS, 0, "reads as", LEFT, LOOK_WORDS, 2, "reads", verdict},
};

const size_t column_count = sizeof columns / sizeof *columns;

char *column_text(const struct column *column, const struct summary *summary,
                  const struct summary_row *row) {
    char buffer[160];
    if (column->text)
        return strdup(column->text(summary, row, buffer, sizeof buffer));
    if (column->type == COLUMN_TEXT)
        return strdup(COLUMN_VALUE(column, row, const char *));
    if (column->type == COLUMN_NUMBER)
        return strdup(number(COLUMN_VALUE(column, row, double), summary_digits(summary).mean,
                             buffer, sizeof buffer));
    snprintf(buffer, sizeof buffer, "%zu", COLUMN_VALUE(column, row, size_t));
    return strdup(buffer);
}
