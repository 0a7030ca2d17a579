/* report_validity.c - which cells count, which gates they passed, and the A/A test. */
#include "report_parts.h"

#include "reading.h"

#include <math.h>
#include <string.h>

struct gate_counts {
    const char *name;
    unsigned ok, failed, unobservable;
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
        counts->failed += strcmp(state, "failed") == 0;
        counts->unobservable += strcmp(state, "unobservable") == 0;
    }
}

static void put_gates(FILE *out, const struct results *results, size_t figure) {
    const struct plan *plan = &results->plan;
    if (plan->gate_count == 0) {
        fputs("<p class=\"faint\">The plan declares no gates.</p>\n", out);
        return;
    }
    fputs("<div class=\"scroll\"><table><thead><tr><th>gate</th><th class=\"number\">limit</th>"
          "<th class=\"number\">ok</th><th class=\"number\">failed</th>"
          "<th class=\"number\">unobservable</th></tr></thead><tbody>\n",
          out);
    for (size_t g = 0; g < plan->gate_count; g++) {
        struct gate_counts counts = {.name = plan->gate[g].name};
        report_each_cell(results, figure, count_gate, &counts);
        fputs("<tr><td>", out);
        html_text(out, counts.name);
        if (isfinite(plan->gate[g].limit))
            fprintf(out, "</td><td class=\"number\">%.6g</td>", plan->gate[g].limit);
        else
            fputs("</td><td class=\"number\">-</td>", out);
        fprintf(out,
                "<td class=\"number\">%u</td><td class=\"number%s\">%u</td>"
                "<td class=\"number\">%u</td></tr>\n",
                counts.ok, counts.failed ? " worse" : "", counts.failed, counts.unobservable);
    }
    fputs("</tbody></table></div>\n", out);
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
    fputs("<li><code>", out);
    html_text(out, cell);
    fprintf(out, "</code>: %s", record ? "not valid" : "not recorded");
    put_failed_gates(out, record);
    const char *why = json_string_value(json_object_get(record, "error"));
    if (why)
        html_printf(out, "; %s", why);
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
    if (aa_text(summary, verdict, sizeof verdict)) {
        fprintf(out, "<p class=\"%s\">A/A: ", summary->aa.passed ? "better" : "worse");
        html_text(out, verdict);
        fputs("</p>\n", out);
    } else {
        fputs("<p class=\"faint\">A/A: not part of this run (option --aa).</p>\n", out);
    }
}
