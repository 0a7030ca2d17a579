/* table_grid.c - see table_grid.h. */
#include "table_grid.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    bool right;
} columns[COLUMNS] = {
    [COLUMN_X] = {"x", false},
    [COLUMN_SERIES] = {"series", false},
    [COLUMN_N] = {"n", true},
    [COLUMN_MEAN] = {"mean", true},
    [COLUMN_SD] = {"sd", true},
    [COLUMN_UNIT] = {"unit", false},
    [COLUMN_OVERHEAD] = {"overhead", true},
    [COLUMN_INTERVAL] = {"95 % interval", true},
    [COLUMN_P] = {"p", true},
};

const char *column_name(enum column column) {
    return columns[column].name;
}

bool column_right(enum column column) {
    return columns[column].right;
}

static void fill_row(const struct summary *summary, const struct summary_row *source,
                     struct digits digits, struct grid_row *row, size_t *width) {
    struct reading *reading = &row->reading;
    read_row(summary, source, digits, reading);
    const char *const text[COLUMNS] = {
        [COLUMN_X] = source->x,
        [COLUMN_SERIES] = source->series,
        [COLUMN_N] = reading->n,
        [COLUMN_MEAN] = reading->mean,
        [COLUMN_SD] = reading->sd,
        [COLUMN_UNIT] = source->unit,
        [COLUMN_OVERHEAD] = reading->overhead,
        [COLUMN_INTERVAL] = reading->interval,
        [COLUMN_P] = reading->p,
    };
    for (size_t c = 0; c < COLUMNS; c++) {
        row->text[c] = text[c];
        size_t length = strlen(text[c]);
        width[c] = length > width[c] ? length : width[c];
    }
}

int grid_make(const struct summary *summary, struct grid *grid, struct error *err) {
    *grid = (struct grid){.row_count = summary->row_count};
    grid->row = calloc(summary->row_count + 1, sizeof *grid->row);
    if (!grid->row)
        return error_errno(err, "table of %zu rows", summary->row_count);
    struct digits digits = summary_digits(summary);
    struct grid_row *row = grid->row;
    for (size_t x = 0; x < summary_x_count(summary); x++)
        for (size_t s = 0; s < summary->series_count; s++, row++) {
            row->starts_group = s == 0;
            fill_row(summary, summary_at(summary, s, x), digits, row, grid->width);
        }
    for (size_t c = 0; c < COLUMNS; c++)
        if (grid->width[c] && grid->width[c] < strlen(columns[c].name))
            grid->width[c] = strlen(columns[c].name);
    return 0;
}

void grid_free(struct grid *grid) {
    free(grid->row);
}
