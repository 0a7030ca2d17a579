/* table_grid.c - fills the cells of the table's columns. */
#include "table_grid.h"

#include <stdlib.h>
#include <string.h>

const char *grid_text(const struct grid *grid, size_t row, size_t column) {
    return grid->text[row * column_count + column];
}

bool grid_starts_group(const struct grid *grid, size_t row) {
    return row % grid->summary->series_count == 0;
}

const struct summary_row *grid_row(const struct grid *grid, size_t row) {
    size_t series = grid->summary->series_count;
    return summary_at(grid->summary, row % series, row / series);
}

static void find_last(struct grid *grid) {
    grid->last = column_count - 1;
    while (grid->last > 0 && !grid->width[grid->last])
        grid->last--;
}

static int fill_column(struct grid *grid, size_t c, struct error *err) {
    for (size_t row = 0; row < grid->row_count; row++) {
        char **text = &grid->text[row * column_count + c];
        *text = column_text(&columns[c], grid->summary, grid_row(grid, row));
        if (!*text)
            return error_errno(err, "table of %zu rows", grid->row_count);
        size_t length = strlen(*text);
        grid->width[c] = length > grid->width[c] ? length : grid->width[c];
    }
    if (grid->width[c] && grid->width[c] < strlen(columns[c].heading))
        grid->width[c] = strlen(columns[c].heading);
    return 0;
}

int grid_make(const struct summary *summary, struct grid *grid, struct error *err) {
    *grid = (struct grid){.summary = summary, .row_count = summary->row_count};
    grid->text = calloc(grid->row_count * column_count + 1, sizeof *grid->text);
    grid->width = calloc(column_count, sizeof *grid->width);
    int status =
        grid->text && grid->width ? 0 : error_errno(err, "table of %zu rows", grid->row_count);
    for (size_t c = 0; c < column_count && status == 0; c++)
        if (columns[c].heading)
            status = fill_column(grid, c, err);
    if (status == 0)
        find_last(grid);
    else
        grid_free(grid);
    return status;
}

void grid_free(struct grid *grid) {
    for (size_t i = 0; grid->text && i < grid->row_count * column_count; i++)
        free(grid->text[i]);
    free(grid->text);
    free(grid->width);
    *grid = (struct grid){0};
}

static size_t line_width(const struct grid *grid) {
    size_t total = 0;
    for (size_t c = 0; c < column_count; c++)
        total += grid->width[c] ? 2 + grid->width[c] : 0;
    return total;
}

/* The index of the one to go without next; column_count where none can be spared. */
static size_t most_spare(const struct grid *grid) {
    size_t found = column_count;
    for (size_t c = 0; c < column_count; c++)
        if (grid->width[c] && columns[c].spare > (found < column_count ? columns[found].spare : 0))
            found = c;
    return found;
}

const char *grid_fit(struct grid *grid, size_t limit, char *buffer, size_t size) {
    size_t gone[16], width[16] = {0}, count = 0;
    buffer[0] = '\0';
    while (limit > 0 && line_width(grid) > limit && count < sizeof gone / sizeof *gone) {
        size_t c = most_spare(grid);
        if (c == column_count)
            break;
        gone[count] = c;
        width[count++] = grid->width[c];
        grid->width[c] = 0;
    }
    /* What was left out early may be narrow enough beside what had to go later. */
    for (size_t i = count; i-- > 0;)
        if (line_width(grid) + 2 + width[i] <= limit)
            grid->width[gone[i]] = width[i];
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(buffer);
        if (!grid->width[gone[i]])
            snprintf(buffer + used, size - used, "%s%s", used ? ", " : "",
                     columns[gone[i]].heading);
    }
    find_last(grid);
    return buffer;
}
