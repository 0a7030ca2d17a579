/* report_limits.c - what this host cannot say, in words: what was left out, what was emulated, what
 * does not count, and what is not resolved. */
#include "report_parts.h"

#include "common/cleanup.h"
#include "reading.h"

#include <math.h>
#include <string.h>

/* By gate, how many cells failed it. */
static void count_failed(const char *cell, size_t series, const json_t *record, void *context) {
    (void)cell, (void)series;
    json_t *failed = context;
    size_t i;
    const json_t *gate;
    json_array_foreach(json_object_get(record, "gates"), i, gate) {
        const char *name = json_string_value(json_object_get(gate, "name"));
        const char *state = json_string_value(json_object_get(gate, "state"));
        if (!name || !state || strcmp(state, "failed") != 0)
            continue;
        json_int_t cells = json_integer_value(json_object_get(failed, name));
        json_object_set_new(failed, name, json_integer(cells + 1)); /* short memory: one too few */
    }
}

/* ": steal (2 cells), clock (1 cell)" */
static void put_gate_names(FILE *out, json_t *tally) {
    const char *name, *joint = ": ";
    json_t *cells;
    json_object_foreach(tally, name, cells) {
        json_int_t n = json_integer_value(cells);
        html_printf(out, "%s%s (%" JSON_INTEGER_FORMAT " cell%s)", joint, name, n,
                    n == 1 ? "" : "s");
        joint = ", ";
    }
}

static size_t put_void(FILE *out, const struct results *results) {
    cleanup_json json_t *failed = json_object();
    size_t planned = 0, valid = 0;
    for (size_t f = 0; f < results->summary_count; f++) {
        if (results->plan.figure[f].view_of)
            continue;
        planned += results->summary[f].cells_planned;
        valid += results->summary[f].cells_valid;
        report_each_cell(results, f, count_failed, failed);
    }
    if (valid == planned)
        return 0;
    fprintf(out, "<li><b>Does not count:</b> %zu of %zu cells have no valid record",
            planned - valid, planned);
    if (json_object_size(failed) > 0)
        fputs("; gates that failed", out);
    put_gate_names(out, failed);
    fputs(".</li>\n", out);
    return 1;
}

static size_t put_emulated(FILE *out, const struct results *results) {
    cleanup_json json_t *names = json_object();
    const char *name, *joint = "";
    json_t *value;
    for (size_t f = 0; f < results->plan.figure_count; f++)
        for (size_t s = 0; s < results->plan.figure[f].series_count; s++)
            if (plan_is_emulated(&results->plan, &results->plan.figure[f].series[s]))
                json_object_set_new(names, results->plan.figure[f].series[s].name, json_true());
    if (json_object_size(names) == 0)
        return 0;
    fputs("<li><b>Emulated, not KVM:</b> ", out);
    json_object_foreach(names, name, value) {
        html_printf(out, "%s%s", joint, name);
        joint = ", ";
    }
    fputs(". These numbers tell what QEMU&#39;s TCG costs, and nothing of hardware "
          "virtualisation.</li>\n",
          out);
    return 1;
}

/* Rows of which neither equality nor a difference is claimed, and how far the widest goes. */
static size_t put_unresolved(FILE *out, const struct results *results, size_t figure) {
    const struct summary *summary = &results->summary[figure];
    size_t open = 0, none = 0, rows = 0;
    double far = 0;
    char number[32];
    for (size_t i = summary_x_count(summary); i < summary->row_count; i++) {
        const struct summary_row *row = &summary->row[i];
        const struct estimate *ratio = &row->against.ratio;
        enum verdict verdict = verdict_of(summary, row);
        if (plan_is_emulated(&results->plan, &summary->figure->series[row->planned]))
            continue;
        rows++;
        open += verdict == VERDICT_UNDECIDED;
        none += verdict == VERDICT_NONE;
        if (verdict == VERDICT_UNDECIDED && isfinite(ratio->hi))
            far = fmax(far, fmax(ratio->hi - 1, 1 - ratio->lo));
    }
    if (open + none == 0)
        return 0;
    fputs("<li><b>Not resolved:</b> ", out);
    html_printf(out, "%s: %zu of %zu rows", summary->figure->name, open + none, rows);
    if (far > 0)
        html_printf(out, "; an overhead of up to %s %% may hide there",
                    rounded(100 * far, true, number, sizeof number));
    if (none > 0)
        html_printf(out, "; %zu of them have no interval (fewer than two pairs)", none);
    fputs(".</li>\n", out);
    return 1;
}

static size_t put_aa(FILE *out, const struct results *results) {
    size_t items = 0;
    bool present = false;
    for (size_t f = 0; f < results->summary_count; f++) {
        const struct summary_aa *aa = &results->summary[f].aa;
        present = present || aa->present;
        if (!aa->present || aa->passed)
            continue;
        html_put(out, "li", "%s: the instrument against itself (A/A) failed: do not believe it.",
                 results->summary[f].figure->name);
        items++;
    }
    if (!present) {
        fputs("<li><b>Not tried:</b> the instrument against itself (A/A; option "
              "<code>--aa</code>).</li>\n",
              out);
        items++;
    }
    return items;
}

void report_limits(FILE *out, const struct results *results) {
    const struct plan *plan = &results->plan;
    size_t items = 0;
    fputs("<section id=\"limits\"><h2>What this host cannot say</h2>\n<ul class=\"limits\">\n",
          out);
    for (size_t i = 0; i < plan->warning_count; i++, items++)
        html_put(out, "li", "%s", plan->warning[i]);
    items += put_emulated(out, results);
    items += put_void(out, results);
    for (size_t f = 0; f < results->summary_count; f++)
        items += put_unresolved(out, results, f);
    items += put_aa(out, results);
    fputs(items ? "</ul>\n" : "<li>Nothing was left out.</li></ul>\n", out);
    fputs("</section>\n", out);
}
