/* report_validity.c - which cells count, which gates they passed, and the A/A test. */
#include "report_parts.h"

#include "measure/record_text.h"
#include "reading.h"

#include <math.h>
#include <string.h>

struct gate_counts {
    const char *name;
    unsigned ok, warned, failed, unobservable;
};

static void count_gate(const char *cell, size_t series, const json_t *record, void *context) {
    (void)cell, (void)series;
    struct gate_counts *counts = context;
    size_t i;
    json_t *gate;
    json_array_foreach(json_object_get(record, "gates"), i, gate) {
        const char *name = json_string_value(json_object_get(gate, "name"));
        const char *state = json_string_value(json_object_get(gate, "state"));
        if (!name || !state || strcmp(name, counts->name) != 0)
            continue;
        counts->ok += strcmp(state, "ok") == 0;
        counts->warned += strcmp(state, "warned") == 0;
        counts->failed += strcmp(state, "failed") == 0;
        counts->unobservable += strcmp(state, "unobservable") == 0;
    }
}

static bool any_failed(const struct results *results, size_t figure) {
    unsigned failed = 0;
    for (size_t g = 0; g < results->plan.gate_count; g++) {
        struct gate_counts counts = {.name = results->plan.gate[g].name};
        report_each_cell(results, figure, count_gate, &counts);
        failed += counts.failed;
    }
    return failed > 0;
}

static void put_gates(FILE *out, const struct results *results, size_t figure) {
    const struct plan *plan = &results->plan;
    if (plan->gate_count == 0) {
        html_put(out, HTML_FAINT, "The plan declares no gates.");
        return;
    }
    static const char *const numbers[] = {"limit", "ok", "warned", "failed", "unobservable"};
    fprintf(out, "<details%s><summary>Gates</summary>\n",
            any_failed(results, figure) ? " open" : "");
    fputs(HTML_TABLE("") "<th scope=\"col\">gate</th>", out);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        html_put(out, HTML_NUMBERS, "%s", numbers[i]);
    fputs(HTML_ROWS, out);
    for (size_t g = 0; g < plan->gate_count; g++) {
        struct gate_counts counts = {.name = plan->gate[g].name};
        bool limited = isfinite(plan->gate[g].limit);
        report_each_cell(results, figure, count_gate, &counts);
        fputs("<tr>", out);
        html_put(out, "td", "%s", counts.name);
        html_put(out, "td class=\"number\"", limited ? "%.6g" : "-", plan->gate[g].limit);
        html_number(out, counts.ok, 0);
        html_number(out, counts.warned, 0);
        html_put(out, counts.failed ? "td class=\"number worse\"" : "td class=\"number\"", "%u",
                 counts.failed);
        html_number(out, counts.unobservable, 0);
        fputs("</tr>\n", out);
    }
    fputs(HTML_TABLE_END "</details>\n", out);
}

static void put_failed_gates(FILE *out, const json_t *record) {
    size_t i;
    json_t *gate;
    json_array_foreach(json_object_get(record, "gates"), i, gate) {
        const char *state = json_string_value(json_object_get(gate, "state"));
        if (!state || strcmp(state, "failed") != 0)
            continue;
        const char *name = json_string_value(json_object_get(gate, "name"));
        html_printf(out, "; gate %s failed: ", name ? name : "without a name");
        html_json(out, json_object_get(gate, "value"));
        fputs(", limit ", out);
        html_json(out, json_object_get(gate, "limit"));
    }
}

static void put_missing(const char *cell, size_t series, const json_t *record, void *context) {
    (void)series;
    FILE *out = context;
    if (record && json_is_true(json_object_get(record, "valid")))
        return;
    fputs("<li>", out);
    html_put(out, "code", "%s", cell);
    fputs(record ? ": not valid" : ": not recorded", out);
    put_failed_gates(out, record);
    const char *why = json_string_value(json_object_get(record, "error"));
    if (why)
        html_printf(out, "; %s", why);
    char quoted[4096];
    if (record && *record_quoted(record, quoted, sizeof quoted))
        html_put(out, "pre", "%s", quoted);
    fputs("</li>\n", out);
}

void report_validity(FILE *out, const struct results *results, size_t figure) {
    const struct summary *summary = &results->summary[figure];
    fprintf(out,
            "<h3>What counts</h3>\n<p>%zu cells planned, %zu recorded, %zu valid. Records of the "
            "whole run that do not count because their block was repeated: %zu.</p>\n",
            summary->cells_planned, summary->cells_recorded, summary->cells_valid,
            results->records.voided);
    if (summary->cells_valid < summary->cells_planned) {
        fputs("<div class=\"note\">These cells are missing from the table:<ul>\n", out);
        report_each_cell(results, figure, put_missing, out);
        fputs("</ul></div>\n", out);
    }
    put_gates(out, results, figure);
    char verdict[256];
    if (aa_text(summary, verdict, sizeof verdict))
        html_put(out, summary->aa.passed ? "p class=\"better\"" : "p class=\"worse\"", "A/A: %s",
                 verdict);
    else
        html_put(out, HTML_FAINT, "A/A: not part of this run (option --aa).");
}
