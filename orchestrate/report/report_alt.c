/* report_alt.c - what a chart says to those who do not see it. */
#include "report_parts.h"

#include "reading.h"

#include <math.h>
#include <string.h>

enum { ROWS = 60 /* more are in the table */ };

static void put_row(FILE *out, const struct summary *summary, size_t series, size_t x) {
    const struct summary_row *row = summary_at(summary, series, x);
    char overhead[80];
    fprintf(out, "%s%s", series ? ", " : " ", summary_series(summary, series));
    if (isfinite(row->moments.mean))
        fprintf(out, " %.*f %s", decimals_for(row->moments.mean, 3), row->moments.mean, row->unit);
    if (isfinite(estimate_of(&row->against)->value) &&
        *overhead_text(summary, row, overhead, sizeof overhead))
        fprintf(out, " (%s)", overhead);
}

char *report_alt(const struct summary *summary, const char *title) {
    char *text = NULL;
    size_t size = 0, count = summary_x_count(summary), rows = 0, x = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fprintf(out, "%s.", title);
    for (; x < count && rows < ROWS; x++) {
        fprintf(out, "%s%s%s", x ? ";" : "", *summary_at(summary, 0, x)->x ? " " : "",
                summary_at(summary, 0, x)->x);
        for (size_t s = 0; s < summary->series_count; s++, rows++)
            put_row(out, summary, s, x);
    }
    if (x < count)
        fprintf(out, "; %zu more are in the table", count - x);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
