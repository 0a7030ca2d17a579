/* table_grid.h - a figure's rows as aligned texts, x by x, for terminal and markdown. */
#ifndef VIRTAX_TABLE_GRID_H
#define VIRTAX_TABLE_GRID_H

#include "reading.h"

enum column {
    COLUMN_X,
    COLUMN_SERIES,
    COLUMN_N,
    COLUMN_MEAN,
    COLUMN_SD,
    COLUMN_UNIT,
    COLUMN_OVERHEAD,
    COLUMN_INTERVAL,
    COLUMN_P,
    COLUMNS,
};

struct grid_row {
    struct reading reading;
    const char *text[COLUMNS]; /* into `reading` or the summary */
    bool starts_group;         /* the first of its x */
};

struct grid {
    size_t row_count;
    struct grid_row *row;
    size_t width[COLUMNS]; /* 0: an empty column, left out */
};

const char *column_name(enum column column);
bool column_right(enum column column); /* aligned to the right */

int grid_make(const struct summary *summary, struct grid *grid, struct error *err);
void grid_free(struct grid *grid);

#endif
