/* summary.c - finds rows, keeps warnings, and says which rows lack pairs. */
#include "summary.h"

#include "base/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void summary_free(struct summary *summary) {
    free(summary->row);
    free(summary->values);
    words_free(&summary->names);
    for (size_t i = 0; i < summary->x_count; i++)
        free(summary->x[i].name);
    free(summary->x);
    for (size_t i = 0; i < summary->warning_count; i++)
        free(summary->warning[i]);
    free(summary->warning);
    *summary = (struct summary){0};
}

const struct summary_row *summary_find(const struct summary *summary, const char *series,
                                       const char *x) {
    for (size_t i = 0; i < summary->row_count; i++)
        if (strcmp(summary->row[i].series, series) == 0 && strcmp(summary->row[i].x, x) == 0)
            return &summary->row[i];
    return NULL;
}

void summary_warn(struct summary *summary, const char *format, ...) {
    va_list args;
    va_start(args, format);
    warnings_add(&summary->warning, &summary->warning_count, format, args);
    va_end(args);
}

const char *summary_series(const struct summary *summary, size_t series) {
    return summary->row[series * summary_x_count(summary)].series;
}

size_t summary_x_count(const struct summary *summary) {
    return summary->series_count ? summary->row_count / summary->series_count : 0;
}

const struct summary_row *summary_at(const struct summary *summary, size_t series, size_t x) {
    return &summary->row[series * summary_x_count(summary) + x];
}

static bool lacks_pairs(const struct summary_row *row) {
    return estimate_of(&row->against)->n < row->moments.n;
}

/* "docker copy: n = 6, compared in 5 blocks: native has no valid value in the others" */
static void tell_pairs(struct summary *summary, const struct summary_row *row, size_t more) {
    char others[48] = "";
    if (more)
        snprintf(others, sizeof others, " (and %zu more of its rows)", more);
    summary_warn(
        summary,
        "%s: %s%s%s%s: n = %zu, compared in %zu: %s has no valid value in the other blocks",
        summary->figure->name, row->series, *row->x ? " " : "", row->x, others, row->moments.n,
        estimate_of(&row->against)->n, summary_series(summary, 0));
}

void summary_tell_pairs(struct summary *summary) {
    for (size_t s = 1; s < summary->series_count; s++) {
        const struct summary_row *first = NULL;
        size_t count = 0;
        for (size_t x = summary_x_count(summary); x-- > 0;)
            if (lacks_pairs(summary_at(summary, s, x))) {
                first = summary_at(summary, s, x);
                count++;
            }
        if (first)
            tell_pairs(summary, first, count - 1);
    }
}

void summary_tell_skewed(struct summary *summary) {
    const struct summary_row *first = NULL;
    size_t count = 0, rows = 0;
    for (size_t i = summary_x_count(summary); i < summary->row_count; i++) {
        const struct summary_row *row = &summary->row[i];
        if (estimate_of(&row->against)->n >= SPREAD_ENOUGH_BLOCKS)
            continue;
        rows++;
        if (!(fabs(row->against.spread.skewness) > SPREAD_SKEWED))
            continue;
        first = first ? first : row;
        count++;
    }
    if (first)
        summary_warn(summary,
                     "%s: steps lie to one side in %zu of %zu rows with fewer than %d blocks, the "
                     "first is %s%s%s (skewness %.1f): its interval may miss more often than once "
                     "in 20; more blocks mend that",
                     summary->figure->name, count, rows, SPREAD_ENOUGH_BLOCKS, first->series,
                     *first->x ? " " : "", first->x, first->against.spread.skewness);
}
