/* report_phases.c - what one start went through: the processes that it brought, and when each
 * began. */
#include "report_parts.h"

#include "plan/yields.h"
#include "statistics/record_values.h"

/* The first valid record of each series. */
static void keep(const char *cell, size_t series, const json_t *record, void *context) {
    const json_t **first = context;
    (void)cell;
    if (!first[series] && json_is_true(json_object_get(record, "valid")))
        first[series] = record;
}

static const json_t *evidence_came(const json_t *record) {
    const json_t *kernel = json_object_get(record, "kernel");
    const json_t *came = json_object_get(json_object_get(kernel, "evidence"), "came");
    return json_array_size(came) > 0 ? came : NULL;
}

static void put_came(FILE *out, const json_t *came) {
    const json_t *one;
    size_t i;
    fputs("<td>", out);
    json_array_foreach(came, i, one) {
        html_printf(out, "%s%s %.0f", i ? " > " : "",
                    json_string_value(json_object_get(one, "name")),
                    json_number_value(json_object_get(one, "after_ms")));
    }
    fputs("</td>", out);
}

static void begin_table(FILE *out) {
    html_put(out, "h3", "Phases of one start");
    fputs(HTML_TABLE(
              " class=\"wrap\"") "<th scope=\"col\">series</th><th scope=\"col\">processes that it "
                                 "brought, and when each began</th>",
          out);
    html_put(out, HTML_NUMBERS, "first instruction");
    html_put(out, HTML_NUMBERS, "own kernel");
    fputs(HTML_ROWS, out);
}

void report_phases(FILE *out, const struct results *results, size_t figure) {
    const struct summary *summary = &results->summary[figure];
    const struct plan_figure *plan = summary->figure;
    bool any = false;
    if (!yields_crowd(plan->yields) || plan->view_of)
        return;
    const json_t **first = calloc(plan->series_count + 1, sizeof *first);
    if (!first)
        return;
    report_each_cell(results, figure, keep, first);
    for (size_t s = 0; s < plan->series_count; s++) {
        const json_t *came = evidence_came(first[s]);
        if (!came)
            continue;
        if (!any)
            begin_table(out);
        any = true;
        fputs("<tr><td>", out);
        html_series(out, summary, s);
        fputs("</td>", out);
        put_came(out, came);
        html_number(out, record_value(first[s], "time", "started-p50"), 1);
        html_number(out, record_value(first[s], "time", "own-kernel-p50"), 1);
        fputs("</tr>\n", out);
    }
    if (any) {
        fputs(HTML_TABLE_END, out);
        html_put(out, HTML_FAINT,
                 "In milliseconds after the command. Processes are of the first start of each "
                 "series, to 10 ms; what had ended by its first answer (a runtime, for one) is not "
                 "among them, and a container's process begins before it becomes its program. "
                 "First instruction, and how long a kernel of its own had run by then, are medians "
                 "of the cell's starts.");
    }
    free(first);
}
