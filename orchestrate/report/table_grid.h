/* table_grid.h - a figure's rows as texts, x by x, in the columns that people read. */
#ifndef VIRTAX_TABLE_GRID_H
#define VIRTAX_TABLE_GRID_H

#include "columns.h"

struct grid {
    const struct summary *summary;
    size_t row_count;
    char **text;   /* of each column in each row; NULL in columns that people do not read */
    size_t *width; /* of each column; 0: left out, since it is empty or not for these readers */
    size_t last;   /* the last column that is not left out */
};

/* The caller frees the grid. */
int grid_make(const struct summary *summary, struct grid *grid, struct error *err);
void grid_free(struct grid *grid);

const char *grid_text(const struct grid *grid, size_t row, size_t column);
const struct summary_row *grid_row(const struct grid *grid, size_t row);

/* Is it the first row of its x? */
bool grid_starts_group(const struct grid *grid, size_t row);

/* Leaves columns out until a line (with two blanks before each column) has `limit` letters, as far
 * as some can be spared, and none that would fit; their names, joined by ", ", go to the buffer. 0:
 * no limit. */
const char *grid_fit(struct grid *grid, size_t limit, char *buffer, size_t size);

#endif
