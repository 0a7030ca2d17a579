/* compare_print.c - a comparison on the terminal, in Markdown, CSV and JSON. */
#include "compare_columns.h"

#include "common/cleanup.h"
#include "report/reading.h"

#include <math.h>
#include <string.h>

static const char *text_of(const struct compare *compare, const struct compare_line *line,
                           const struct compare_column *column, char *buffer, size_t size) {
    buffer[0] = '\0';
    return column->text(compare, line, buffer, size);
}

/* "A: results/before, planned 2026-..., CPU model, Linux 6.1" */
static void put_run(const struct compare *compare, size_t run, const char *lead, FILE *out) {
    const struct results *results = &compare->run[run];
    const json_t *before = json_object_get(results->machine, "before");
    const char *model = json_string_value(json_object_get(before, "cpu_model"));
    const char *kernel = json_string_value(json_object_get(before, "kernel"));
    char label[2];
    fprintf(out, "%s%s: %s, planned %s, virtax %s%s%s%s%s\n", lead, compare_label(run, label),
            results->directory, results->plan.created, results->plan.version, model ? ", " : "",
            model ? model : "", kernel ? ", Linux " : "", kernel ? kernel : "");
}

static size_t width_of(const struct compare *compare, const struct compare_figure *figure,
                       const struct compare_column *column) {
    size_t width = 0;
    char buffer[256];
    for (size_t i = 0; i < figure->line_count; i++) {
        size_t length = strlen(text_of(compare, &figure->line[i], column, buffer, sizeof buffer));
        width = length > width ? length : width;
    }
    return width && width < strlen(column->heading) ? strlen(column->heading) : width;
}

/* Blanks are put only before more text, so that no line ends in them. */
static void put_cell(FILE *out, const struct compare_column *column, size_t width, const char *text,
                     size_t *blanks) {
    size_t length = strlen(text), pad = width > length ? width - length : 0;
    *blanks += 2 + (column->right ? pad : 0);
    if (length > 0) {
        fprintf(out, "%*s%s", (int)*blanks, "", text);
        *blanks = 0;
    } else if (column->right) {
        return;
    }
    *blanks += column->right ? 0 : length > 0 ? pad : width;
}

static bool repeats(const struct compare *compare, const struct compare_figure *figure, size_t i,
                    size_t c) {
    char own[256], above[256];
    if (!compare_columns[c].once || i == 0)
        return false;
    /* A series stands anew below each x. */
    for (size_t k = 0; k <= c; k++)
        if (compare_columns[k].once &&
            strcmp(text_of(compare, &figure->line[i], &compare_columns[k], own, sizeof own),
                   text_of(compare, &figure->line[i - 1], &compare_columns[k], above,
                           sizeof above)) != 0)
            return false;
    return true;
}

static void put_lines(const struct compare *compare, const struct compare_figure *figure,
                      const struct tints *tints, FILE *out) {
    cleanup_free size_t *width = calloc(compare_column_count, sizeof *width);
    char buffer[256];
    size_t blanks = 0;
    if (!width)
        return;
    fputs(tints->dim, out);
    for (size_t c = 0; c < compare_column_count; c++) {
        width[c] = compare_columns[c].heading ? width_of(compare, figure, &compare_columns[c]) : 0;
        if (width[c])
            put_cell(out, &compare_columns[c], width[c], compare_columns[c].heading, &blanks);
    }
    fprintf(out, "%s\n", tints->reset);
    for (size_t i = 0; i < figure->line_count; i++) {
        blanks = 0;
        for (size_t c = 0; c < compare_column_count; c++)
            if (width[c])
                put_cell(out, &compare_columns[c], width[c],
                         repeats(compare, figure, i, c)
                             ? ""
                             : text_of(compare, &figure->line[i], &compare_columns[c], buffer,
                                       sizeof buffer),
                         &blanks);
        fputc('\n', out);
    }
}

static const struct summary *any_change(const struct compare *compare,
                                        const struct compare_figure *figure) {
    for (size_t k = 1; k < compare->run_count; k++)
        if (figure->change[k].row_count > 0)
            return &figure->change[k];
    return NULL;
}

static void print_text(const struct compare *compare, const struct terminal *terminal, FILE *out) {
    const struct tints *tints = terminal_tints(terminal);
    char note[256];
    for (size_t f = 0; f < compare->figure_count; f++) {
        const struct compare_figure *figure = &compare->figure[f];
        const struct summary *change = any_change(compare, figure);
        const char *direction = direction_text(change->shown.direction);
        fprintf(out, "%s%s  %s%s%s%s\n\n", tints->bold, figure->plan->name, figure->plan->title,
                tints->reset, *direction ? ", " : "", direction);
        put_lines(compare, figure, tints, out);
        fprintf(out, "\n  %s%s%s\n\n", tints->dim, verdict_note(change, note, sizeof note),
                tints->reset);
    }
    for (size_t k = 0; k < compare->run_count; k++)
        put_run(compare, k, "  ", out);
    fprintf(out, "  %s%s%s\n", tints->dim, compare_note, tints->reset);
    for (size_t i = 0; i < compare->warnings.count; i++)
        fprintf(out, "  %swarning:%s %s\n", tints->alarm, tints->reset, compare->warnings.word[i]);
}

static void print_markdown(const struct compare *compare, FILE *out) {
    char buffer[256];
    for (size_t f = 0; f < compare->figure_count; f++) {
        const struct compare_figure *figure = &compare->figure[f];
        fprintf(out, "### %s: %s\n\n", figure->plan->name, figure->plan->title);
        for (size_t c = 0; c < compare_column_count; c++)
            if (compare_columns[c].heading)
                fprintf(out, "| %s ", compare_columns[c].heading);
        fputs("|\n", out);
        for (size_t c = 0; c < compare_column_count; c++)
            if (compare_columns[c].heading)
                fputs(compare_columns[c].right ? "|---:" : "|:---", out);
        fputs("|\n", out);
        for (size_t i = 0; i < figure->line_count; i++) {
            for (size_t c = 0; c < compare_column_count; c++)
                if (compare_columns[c].heading)
                    table_put_markdown(text_of(compare, &figure->line[i], &compare_columns[c],
                                               buffer, sizeof buffer),
                                       out);
            fputs("|\n", out);
        }
        fputc('\n', out);
    }
    for (size_t k = 0; k < compare->run_count; k++)
        put_run(compare, k, "- ", out);
    for (size_t i = 0; i < compare->warnings.count; i++)
        fprintf(out, "- warning: %s\n", compare->warnings.word[i]);
}

static void print_csv_line(const struct compare *compare, const struct compare_line *line,
                           FILE *out) {
    const char *separator = "";
    char buffer[512];
    for (size_t c = 0; c < compare_column_count; c++) {
        const struct compare_column *column = &compare_columns[c];
        if (!column->key)
            continue;
        fputs(separator, out);
        separator = ",";
        if (!line)
            fputs(column->key, out);
        else if (!column->number)
            csv_text(out, text_of(compare, line, column, buffer, sizeof buffer));
        else if (isfinite(column->number(compare, line)))
            fprintf(out, "%.9g", column->number(compare, line));
    }
    fputc('\n', out);
}

static void print_csv(const struct compare *compare, FILE *out) {
    print_csv_line(compare, NULL, out);
    for (size_t f = 0; f < compare->figure_count; f++)
        for (size_t i = 0; i < compare->figure[f].line_count; i++)
            print_csv_line(compare, &compare->figure[f].line[i], out);
}

static json_t *value_json(const struct compare *compare, const struct compare_line *line,
                          const struct compare_column *column) {
    char buffer[512];
    if (!column->number)
        return json_string(text_of(compare, line, column, buffer, sizeof buffer));
    double number = column->number(compare, line);
    if (!isfinite(number))
        return json_null();
    return column->whole ? json_integer((json_int_t)number) : json_real(number);
}

static json_t *line_json(const struct compare *compare, const struct compare_line *line) {
    json_t *object = json_object();
    for (size_t c = 0; c < compare_column_count; c++)
        if (compare_columns[c].key)
            json_object_set_new(object, compare_columns[c].key,
                                value_json(compare, line, &compare_columns[c]));
    return object;
}

static json_t *runs_json(const struct compare *compare) {
    json_t *runs = json_array();
    char label[2];
    for (size_t k = 0; k < compare->run_count; k++)
        json_array_append_new(
            runs,
            json_pack("{s:s, s:s, s:s, s:s, s:f}", "run", compare_label(k, label), "directory",
                      compare->run[k].directory, "planned", compare->run[k].plan.created, "version",
                      compare->run[k].plan.version, "margin", compare->run[k].plan.margin));
    return runs;
}

static int print_json(const struct compare *compare, FILE *out, struct error *err) {
    json_t *rows = json_array(), *warnings = json_array();
    for (size_t f = 0; f < compare->figure_count; f++)
        for (size_t i = 0; i < compare->figure[f].line_count; i++)
            json_array_append_new(rows, line_json(compare, &compare->figure[f].line[i]));
    for (size_t i = 0; i < compare->warnings.count; i++)
        json_array_append_new(warnings, json_string(compare->warnings.word[i]));
    cleanup_json json_t *all =
        json_pack("{s:s, s:o, s:o, s:o}", "schema", "virtax-compare/1", "runs", runs_json(compare),
                  "rows", rows, "warnings", warnings);
    if (!all || json_dumpf(all, out, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) < 0)
        return error_failed(err, "the comparison cannot be written as JSON (a text that is not "
                                 "UTF-8, or memory is short)");
    fputc('\n', out);
    return 0;
}

int compare_print(const struct compare *compare, enum table_format format,
                  const struct terminal *terminal, FILE *out, struct error *err) {
    if (format == TABLE_JSON)
        return print_json(compare, out, err);
    if (format == TABLE_CSV)
        print_csv(compare, out);
    else if (format == TABLE_MARKDOWN)
        print_markdown(compare, out);
    else
        print_text(compare, terminal, out);
    return 0;
}
