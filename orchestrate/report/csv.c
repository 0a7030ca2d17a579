/* csv.c - figNN.csv, quoted as RFC 4180 says (docs/results.md). */
#include "columns.h"
#include "output.h"

#include "base/durable.h"
#include "common/cleanup.h"

#include <math.h>
#include <string.h>

void csv_text(FILE *out, const char *text) {
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++)
        fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
    fputc('"', out);
}

static void put_value(FILE *out, const struct column *column, const struct summary *summary,
                      const struct summary_row *row) {
    char words[160];
    if (column->type == COLUMN_WORDS)
        csv_text(out, column->text(summary, row, words, sizeof words));
    else if (column->type == COLUMN_TEXT)
        csv_text(out, COLUMN_VALUE(column, row, const char *));
    else if (column->type == COLUMN_COUNT)
        fprintf(out, "%zu", COLUMN_VALUE(column, row, size_t));
    else if (isfinite(COLUMN_VALUE(column, row, double)))
        fprintf(out, "%.9g", COLUMN_VALUE(column, row, double));
}

static void put_line(FILE *out, const struct summary *summary, const struct summary_row *row) {
    const char *separator = "";
    for (size_t c = 0; c < column_count; c++) {
        if (!columns[c].key)
            continue;
        fputs(separator, out);
        if (row)
            put_value(out, &columns[c], summary, row);
        else
            fputs(columns[c].key, out);
        separator = ",";
    }
    fputc('\n', out);
}

void csv_print(const struct summary *summary, bool header, FILE *out) {
    if (header)
        put_line(out, summary, NULL);
    for (size_t i = 0; i < summary->row_count; i++)
        put_line(out, summary, &summary->row[i]);
}

int csv_write(const struct results *results, const struct summary *summary, const char *path,
              struct error *err) {
    (void)results;
    cleanup_free char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_errno(err, "%s", path);
    csv_print(summary, true, out);
    if (fclose(out) != 0)
        return error_errno(err, "%s", path);
    return file_write(path, text, size, err);
}
