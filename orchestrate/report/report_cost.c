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

/* A part that not every cell observed says how many did. */
static void put_part(FILE *out, const struct cost *cost, size_t part) {
    size_t n = cost->count[part];
    if (n == cost->cells || n == 0)
        html_number(out, n ? cost->sum[part] / (double)n : NAN, 3);
    else
        html_put(out, "td class=\"number\"", "%.3f (n = %zu)", cost->sum[part] / (double)n, n);
}

static void put_row(FILE *out, const struct summary *summary, const struct cost *cost,
                    const bool *shown) {
    fputs("<tr><td>", out);
    html_series(out, summary, cost->series);
    fputs("</td>", out);
    html_number(out, (double)cost->cells, 0);
    for (size_t i = 0; i < PARTS; i++)
        if (shown[i])
            put_part(out, cost, i);
    fputs("</tr>\n", out);
}

static void put_summary(FILE *out, const struct results *results, size_t figure, bool has_peer) {
    const struct summary *cost = &results->cost[figure];
    bool alone = results->plan.figure[figure].role == ROLE_ALONE;
    report_chart(out, results, figure, "-cost", cost->shown.title, cost);
    report_table(out, cost);
    html_put(out, HTML_FAINT, "The whole host between the marks, %s, divided by the work done.",
             has_peer ? "but for the peer's CPUs"
             : alone  ? "whatever else ran on it included"
                      : "the peer's work included as far as it ran here");
    html_list(out, "Warnings of its cost:", cost->warning, cost->warning_count);
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
    html_put(out, "h3", "CPU cost");
    if (results->cost && results->cost[figure].row_count > 0)
        put_summary(out, results, figure, shown[PEER]);
    if (!any) {
        html_put(out, HTML_FAINT, "No valid record holds the host's CPU time.");
        return;
    }
    fputs(HTML_TABLE("") "<th scope=\"col\">series</th>", out);
    html_put(out, HTML_NUMBERS, "cells");
    for (size_t i = 0; i < PARTS; i++)
        if (shown[i])
            html_put(out, HTML_NUMBERS, "%s", parts[i].label);
    fputs(HTML_ROWS, out);
    for (size_t s = 0; s < plan->series_count; s++)
        put_row(out, &results->summary[figure], &cost[s], shown);
    fputs(HTML_TABLE_END, out);
    html_put(out, HTML_FAINT,
             "Host CPU-seconds per second between the kernel's marks, mean over valid cells. The "
             "whole host includes whatever else ran on it; the other columns are the parts of it "
             "that could be told apart, - where none could.");
}
