/* report_table.c - a figure's rows in report.html. */
#include "report_parts.h"

#include "reading.h"
#include "table_grid.h"

#include <string.h>

static const char *verdict_class(enum verdict verdict) {
    return verdict == VERDICT_BETTER  ? "better"
           : verdict == VERDICT_WORSE ? "worse"
           : verdict == VERDICT_EQUAL ? "equal"
                                      : "undecided";
}

void html_verdict(FILE *out, const char *text, enum verdict verdict) {
    if (!*text)
        return;
    fprintf(out, "<span class=\"verdict %s\">", verdict_class(verdict));
    html_text(out, text);
    fputs("</span>", out);
}

static void put_heading(FILE *out, const struct grid *grid, size_t c) {
    const char *swept = grid->summary->figure->sweep_key;
    html_put(out, columns[c].right ? HTML_NUMBERS : "th scope=\"col\"", "%s",
             swept && strcmp(columns[c].heading, "x") == 0 ? swept : columns[c].heading);
}

static void put_cell(FILE *out, const struct grid *grid, size_t row, size_t c,
                     enum verdict verdict) {
    const struct column *column = &columns[c];
    const char *text = grid_text(grid, row, c);
    fprintf(out, "<td class=\"%s%s%s%s\"", column->right ? "number " : "", column->class,
            column->look == LOOK_JUDGED ? " " : "",
            column->look == LOOK_JUDGED ? verdict_class(verdict) : "");
    if (column->look == LOOK_ONCE) { /* what a row of its own says once it is sorted */
        fputs(" data-once=\"", out);
        html_text(out, text);
        fputs("\"", out);
    }
    fputs(">", out);
    if (column->look == LOOK_SERIES)
        html_series(out, grid->summary, row % grid->summary->series_count);
    else if (column->look == LOOK_WORDS)
        html_verdict(out, text, verdict);
    else if (column->look != LOOK_ONCE || grid_starts_group(grid, row))
        html_text(out, text);
    fputs("</td>", out);
}

static void put_row(FILE *out, const struct grid *grid, size_t row) {
    enum verdict verdict = verdict_of(grid->summary, grid_row(grid, row));
    bool last = row + 1 == grid->row_count || grid_starts_group(grid, row + 1);
    fprintf(out, "<tr class=\"%s%s\">", grid_starts_group(grid, row) ? "group " : "",
            last ? "last" : "");
    for (size_t c = 0; c < column_count; c++)
        if (grid->width[c])
            put_cell(out, grid, row, c, verdict);
    fputs("</tr>\n", out);
}

void report_table(FILE *out, const struct summary *summary) {
    struct error err;
    struct grid grid;
    if (grid_make(summary, &grid, &err) < 0) {
        html_put(out, HTML_NOTE, "%s", err.text);
        return;
    }
    fputs(HTML_TABLE(" class=\"rows\""), out);
    for (size_t c = 0; c < column_count; c++)
        if (grid.width[c])
            put_heading(out, &grid, c);
    fputs(HTML_ROWS, out);
    for (size_t row = 0; row < grid.row_count; row++)
        put_row(out, &grid, row);
    fputs(HTML_TABLE_END, out);
    grid_free(&grid);
}
