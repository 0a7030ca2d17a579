/* report_figure.c - one figure's section of report.html: what was measured and what came out. */
#include "report_parts.h"

#include "reading.h"

#include <math.h>
#include <string.h>

/* What the kernel itself says that it counts. */
static void put_work(FILE *out, const struct plan_figure *figure) {
    for (size_t i = 0; i < figure->results.count; i++) {
        const char *x = figure->results.word[i];
        const json_t *result = yields_result(figure->yields, figure->metric, x);
        const char *work = json_string_value(json_object_get(result, "work"));
        char key[128];
        snprintf(key, sizeof key, "work%s%s", *x ? " of " : "", x);
        if (work)
            html_fact(out, key, "%s", work);
    }
}

static void put_facts(FILE *out, const struct plan_figure *figure) {
    char shares[256];
    fputs("<dl>\n", out);
    html_fact(out, "kernel", "%s", figure->kernel);
    html_fact(out, "metric", "%s, %s", figure->metric, figure->unit);
    put_work(out, figure);
    html_fact(out, "memory from NUMA nodes", "%s", figure->memory_nodes);
    if (figure->sweep_key)
        html_fact(out, "swept", "%s, %zu values", figure->sweep_key, figure->sweep_values.count);
    if (figure->shares.of.count > 0)
        html_fact(out, "shares of", "%s", plan_shares_text(&figure->shares, shares, sizeof shares));
    for (size_t i = 0; i < figure->sweep_sets.count; i++)
        html_fact(out, figure->sweep_values.word[i], "%s", figure->sweep_sets.word[i]);
    for (size_t i = 0; i < figure->parameters.count; i++) {
        char key[128];
        snprintf(key, sizeof key, "--%s", figure->parameters.item[i].key);
        html_fact(out, key, "%s", figure->parameters.item[i].value);
    }
    fputs("</dl>\n", out);
}

static void put_tile(FILE *out, const struct summary *summary, size_t series) {
    struct report_tally tally = report_tally(summary, series);
    fputs("<div class=\"tile\">", out);
    html_series(out, summary, series);
    if (tally.missing == summary_x_count(summary))
        fputs("<b>no valid pair</b>", out);
    report_range(out, summary, &tally, BY_RATIO, "b");
    report_range(out, summary, &tally, BY_DIFFERENCE, "b");
    fprintf(out, "<span class=\"faint\">%u worse, %u better, %u equal, %u undecided", tally.worse,
            tally.better, tally.equal, tally.other);
    if (tally.missing)
        fprintf(out, ", %u missing", tally.missing);
    fputs("</span></div>\n", out);
}

static void put_tiles(FILE *out, const struct summary *summary) {
    if (summary->series_count < 2)
        return;
    fputs("<div class=\"tiles\">\n", out);
    for (size_t s = 1; s < summary->series_count; s++)
        put_tile(out, summary, s);
    fputs("</div>\n", out);
}

static void put_cells(FILE *out, const struct results *results, size_t figure) {
    report_steadiness(out, results, figure);
    report_cost(out, results, figure);
    report_validity(out, results, figure);
    html_put(out, "h3", "What was measured");
    put_facts(out, results->summary[figure].figure);
    report_blocks(out, results, figure);
}

static void put_whose_cells(FILE *out, const struct plan_figure *view) {
    fputs("<" HTML_FAINT ">Its cells are those of <a href=\"#", out);
    html_text(out, view->view_of);
    fputs("\">", out);
    html_text(out, view->view_of);
    fputs(
        "</a>: what they cost, which of them count and how they were measured stands there.</p>\n",
        out);
}

/* Above the numbers, which warnings they have. */
static void put_warned(FILE *out, const struct summary *summary) {
    size_t count = summary->warning_count;
    if (count == 0)
        return;
    fputs("<" HTML_NOTE "><a href=\"#", out);
    html_text(out, summary->figure->name);
    fprintf(out,
            "-warnings\">%zu warning%s</a> of this figure: read %s before you believe it.</p>\n",
            count, count == 1 ? "" : "s", count == 1 ? "it" : "them");
}

static void put_warnings(FILE *out, const struct summary *summary) {
    fputs("<div id=\"", out);
    html_text(out, summary->figure->name);
    fputs("-warnings\">", out);
    html_list(out, "Warnings of this figure:", summary->warning, summary->warning_count);
    fputs("</div>\n", out);
}

void report_figure(FILE *out, const struct results *results, size_t figure) {
    const struct summary *summary = &results->summary[figure];
    const struct plan_figure *plan = summary->figure;
    fputs("<section id=\"", out);
    html_text(out, plan->name);
    fputs("\">", out);
    html_put(out, "p class=\"eyebrow\"", "%s", plan->name);
    html_put(out, "h2", "%s%s", plan->title, summary->emulated ? " (emulated, not KVM)" : "");
    report_setup(out, results, figure);
    put_warned(out, summary);
    const char *direction = direction_text(summary->shown.direction);
    html_put(out, HTML_FAINT,
             "Overhead against %s%s%s. Range over all x, then how many rows say what:",
             plan->series[0].name, *direction ? "; " : "", direction);
    put_tiles(out, summary);
    report_chart(out, results, figure, "", plan->title, summary);
    report_table(out, summary);
    char note[256];
    const char *few = few_blocks_note(summary);
    bool ratio = summary->shown.scale == BY_RATIO;
    html_put(out, HTML_FAINT, "overhead = %s with its t interval; %s%s%s.%s",
             ratio ? "exp(mean of the blocks' log ratios) - 1"
                   : "mean of the blocks' differences, in their unit,",
             verdict_note(summary, note, sizeof note), few ? "; " : "", few ? few : "",
             ratio && any_difference(summary)
                 ? " Where a value is 0: mean of the blocks' differences, in "
                   "their unit (pp: percentage points)."
                 : "");
    report_spread(out, summary);
    report_effects(out, results, figure);
    report_paper(out, results, figure);
    report_statements(out, results, figure);
    report_others(out, results, figure);
    report_phases(out, results, figure);
    report_configured(out, results, figure);
    if (!plan->view_of)
        report_network(out, results, figure);
    put_warnings(out, summary);
    if (plan->view_of)
        put_whose_cells(out, plan);
    else
        put_cells(out, results, figure);
    fputs("</section>\n", out);
}
