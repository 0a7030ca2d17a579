/* measures.c - collects the rows that have values, and names them. */
#include "measures.h"

#include "base/array.h"
#include "statistics/cost.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int add_rows(const struct results *run, const struct summary *summary, record_reader *read,
                    struct measures *measures, struct words *notes) {
    const struct cells cells = results_cells(run, summary, read);
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct summary_row *row = &summary->row[i];
        struct measure *measure = NULL;
        if (!isfinite(row->moments.mean)) {
            words_say(notes, "%s: %s%s%s has no %s: left out", row->figure, row->series,
                      *row->x ? " " : "", row->x, row->metric);
            continue;
        }
        measure = array_add(measures->measure, measures->count);
        if (!measure)
            return -1;
        *measure = (struct measure){.run = run,
                                    .summary = summary,
                                    .row = row,
                                    .x = &summary->x[i % summary_x_count(summary)],
                                    .cells = cells,
                                    .reference = i < summary_x_count(summary),
                                    .emulated = cells_emulated(&cells, row->planned)};
    }
    return 0;
}

int measures_of(const struct results *run, struct measures *measures, struct words *notes,
                struct error *err) {
    *measures = (struct measures){0};
    for (size_t f = 0; f < run->summary_count; f++) {
        bool costs = run->cost && run->cost[f].row_count > 0;
        if (add_rows(run, &run->summary[f], record_shown, measures, notes) < 0 ||
            (costs && add_rows(run, &run->cost[f], record_cost, measures, notes) < 0)) {
            measures_free(measures);
            return error_failed(err, "%s: out of memory", run->directory);
        }
    }
    return 0;
}

void measures_free(struct measures *measures) {
    free(measures->measure);
    *measures = (struct measures){0};
}

const char *measure_subject(const struct measure *measure, const char *separator, char *buffer,
                            size_t size) {
    const struct summary_row *row = measure->row;
    snprintf(buffer, size, "%s%s%s%s%s%s", row->figure, separator, row->series,
             measure->emulated ? " (emulated)" : "", *row->x ? separator : "", row->x);
    return buffer;
}

const char *measure_slug(const char *text, char filler, char *buffer, size_t size) {
    size_t used = 0;
    bool gap = false;
    for (; *text && used + 2 < size; text++) {
        unsigned char letter = (unsigned char)*text;
        if (letter >= 128 || !isalnum(letter)) {
            gap = used > 0;
            continue;
        }
        if (gap)
            buffer[used++] = filler;
        gap = false;
        buffer[used++] = (char)tolower(letter);
    }
    buffer[used] = '\0';
    return buffer;
}
