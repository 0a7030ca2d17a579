/* table_json.c - a figure's rows as one JSON object. */
#include "output.h"

#include "columns.h"
#include "common/cleanup.h"

#include <math.h>

static json_t *number(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *value_json(const struct column *column, const struct summary *summary,
                          const struct summary_row *row) {
    char words[160];
    if (column->type == COLUMN_WORDS)
        return json_string(column->text(summary, row, words, sizeof words));
    if (column->type == COLUMN_TEXT)
        return json_string(COLUMN_VALUE(column, row, const char *));
    if (column->type == COLUMN_COUNT)
        return json_integer((json_int_t)COLUMN_VALUE(column, row, size_t));
    return number(COLUMN_VALUE(column, row, double));
}

static json_t *row_json(const struct summary *summary, const struct summary_row *row) {
    cleanup_json json_t *object = json_object();
    for (size_t c = 0; c < column_count; c++)
        if (columns[c].key &&
            json_object_set_new(object, columns[c].key, value_json(&columns[c], summary, row)) < 0)
            return NULL;
    return json_incref(object);
}

static json_t *rows_json(const struct summary *summary) {
    cleanup_json json_t *rows = json_array();
    for (size_t i = 0; i < summary->row_count; i++)
        if (json_array_append_new(rows, row_json(summary, &summary->row[i])) < 0)
            return NULL;
    return json_incref(rows);
}

static int append_texts(json_t *texts, char *const *text, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (json_array_append_new(texts, json_string(text[i])) < 0)
            return -1;
    return 0;
}

/* NULL (also of the others here) when a text is not UTF-8 or memory is short. */
static json_t *warnings_json(const struct results *results, const struct summary *summary) {
    cleanup_json json_t *warnings = json_array();
    if (append_texts(warnings, summary->warning, summary->warning_count) < 0 ||
        append_texts(warnings, results->plan.warning, results->plan.warning_count) < 0)
        return NULL;
    return json_incref(warnings);
}

static json_t *aa_json(const struct summary_aa *aa) {
    if (!aa->present)
        return json_null();
    return json_pack("{s:b, s:I, s:o, s:I, s:I}", "passed", aa->passed, "rows",
                     (json_int_t)aa->rows, "confidence", number(aa->confidence), "outside_gate",
                     (json_int_t)aa->outside_gate, "outside_95", (json_int_t)aa->outside_95);
}

int table_print_json(const struct results *results, size_t figure, FILE *out, struct error *err) {
    const struct summary *summary = &results->summary[figure];
    cleanup_json json_t *json = json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:f, s:b, s:{s:I, s:I, s:I}, s:o, s:o, s:o, s:o}", "schema",
        "virtax-table/1", "figure", summary->figure->name, "title", summary->shown.title, "profile",
        results->plan.profile, "seed", (json_int_t)results->plan.seed, "margin", summary->margin,
        "emulated", summary->emulated, "cells", "planned", (json_int_t)summary->cells_planned,
        "recorded", (json_int_t)summary->cells_recorded, "valid", (json_int_t)summary->cells_valid,
        "rows", rows_json(summary), "effects",
        results->effects ? rows_json(&results->effects[figure]) : json_array(), "warnings",
        warnings_json(results, summary), "aa", aa_json(&summary->aa));
    if (!json || json_dumpf(json, out, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) < 0)
        return error_failed(
            err, "%s: cannot be written as JSON (a text that is not UTF-8, or memory is short)",
            summary->figure->name);
    fputc('\n', out);
    return 0;
}
