/* report_cost.c - what a series costs the whole host: CPU-seconds per second between the marks. */
#include "report_parts.h"

#include "common/cleanup.h"

#include <math.h>
#include <string.h>

/* A share of the host's CPU time, as the records name it. */
static const struct part {
    const char *key, *label;
} parts[] = {
    {NULL, "whole host"},   {"vmm", "QEMU"},  {"daemon", "Docker daemon"},
    {"softirq", "softirq"}, {"peer", "peer"},
};
enum { PARTS = sizeof parts / sizeof *parts, PEER = PARTS - 1 };

/* Sums over one series' valid cells, each part over the cells that observed it. */
struct cost {
    size_t series, cells;
    double sum[PARTS];
    size_t count[PARTS];
};

static void add_cell(const char *cell, size_t series, const json_t *record, void *context) {
    (void)cell;
    struct cost *cost = context;
    double wall = json_number_value(json_object_get(record, "host_wall_s"));
    if (series != cost->series || !json_is_true(json_object_get(record, "valid")) || !(wall > 0))
        return;
    cost->cells++;
    for (size_t i = 0; i < PARTS; i++) {
        const json_t *value = parts[i].key
                                  ? json_object_get(json_object_get(record, "cpu"), parts[i].key)
                                  : json_object_get(record, "host_cpu_s");
        if (!json_is_number(value))
            continue;
        cost->sum[i] += json_number_value(value) / wall;
        cost->count[i]++;
    }
}

static void put_row(FILE *out, const struct plan_figure *figure, const struct cost *cost,
                    const bool *shown) {
    fputs("<tr><td>", out);
    html_series(out, figure->series[cost->series].name, cost->series);
    fprintf(out, "</td><td class=\"number\">%zu</td>", cost->cells);
    for (size_t i = 0; i < PARTS; i++)
        if (shown[i] && cost->count[i])
            fprintf(out, "<td class=\"number\">%.3f</td>", cost->sum[i] / (double)cost->count[i]);
        else if (shown[i])
            fputs("<td class=\"number\">-</td>", out);
    fputs("</tr>\n", out);
}

void report_cost(FILE *out, const struct results *results, size_t figure) {
    const struct plan_figure *plan = &results->plan.figure[figure];
    cleanup_free struct cost *cost = calloc(plan->series_count, sizeof *cost);
    bool shown[PARTS] = {false}, any = false;
    for (size_t s = 0; cost && s < plan->series_count; s++) {
        cost[s].series = s;
        report_each_cell(results, figure, add_cell, &cost[s]);
        for (size_t i = 0; i < PARTS; i++)
            shown[i] |= cost[s].count[i] > 0;
    }
    for (size_t i = 0; i < PARTS; i++)
        any |= shown[i];
    fputs("<h3>CPU cost</h3>\n", out);
    if (results->cost && results->cost[figure].row_count > 0) {
        report_chart(out, results, figure, "-cost", results->cost[figure].shown.title);
        report_table(out, &results->cost[figure]);
        fprintf(out,
                "<p class=\"faint\">The whole host between the marks, %s, divided by the work "
                "done.</p>\n",
                shown[PEER]                ? "but for the peer's CPUs"
                : plan->role == ROLE_ALONE ? "whatever else ran on it included"
                                           : "the peer's work included as far as it ran here");
    }
    if (!any) {
        fputs("<p class=\"faint\">No valid record holds the host&#39;s CPU time.</p>\n", out);
        return;
    }
    fputs("<div class=\"scroll\"><table><thead><tr><th>series</th><th class=\"number\">cells</th>",
          out);
    for (size_t i = 0; i < PARTS; i++)
        if (shown[i])
            fprintf(out, "<th class=\"number\">%s</th>", parts[i].label);
    fputs("</tr></thead><tbody>\n", out);
    for (size_t s = 0; s < plan->series_count; s++)
        put_row(out, plan, &cost[s], shown);
    fputs("</tbody></table></div>\n<p class=\"faint\">Host CPU-seconds per second between the "
          "kernel&#39;s marks, mean over valid cells. The whole host includes whatever else ran on "
          "it; the other columns are the parts of it that could be told apart, - where none "
          "could.</p>\n",
          out);
}
