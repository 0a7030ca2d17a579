/* report_overview.c - the first page of report.html: a row for each figure. */
#include "report_parts.h"

#include "beside.h"
#include "reading.h"

#include <math.h>
#include <string.h>

/* The columns, by what the series are. */
static const struct group {
    const char *heading;
    bool kinds[KIND_REMOTE + 1];
} groups[] = {
    {"containers", {[KIND_CONTAINER] = true}},
    {"virtual machines", {[KIND_GUEST] = true}},
    {"others", {[KIND_UNTOLD] = true, [KIND_PROCESS] = true, [KIND_REMOTE] = true}},
};
enum { GROUPS = sizeof groups / sizeof *groups };

static const struct plan_series *series_of(const struct summary *summary, size_t series) {
    return &summary->figure->series[summary_at(summary, series, 0)->planned];
}

static bool in_group(const struct summary *summary, size_t series, size_t group) {
    return groups[group].kinds[series_of(summary, series)->traits.kind];
}

static bool any_in_group(const struct results *results, size_t group) {
    for (size_t f = 0; f < results->summary_count; f++)
        for (size_t s = 1; s < results->summary[f].series_count; s++)
            if (in_group(&results->summary[f], s, group))
                return true;
    return false;
}

/* An emulator's cost is none of the hardware's, so no verdict stands beside it. */
static void put_words(FILE *out, const struct results *results, const struct summary *summary,
                      size_t series, const struct summary_row *row) {
    char words[160];
    if (plan_is_emulated(&results->plan, series_of(summary, series)))
        html_verdict(out, "emulated: tells nothing of KVM", VERDICT_NONE);
    else if (isfinite(estimate_of(&row->against)->value))
        html_verdict(out, verdict_text(summary, row, words, sizeof words),
                     verdict_of(summary, row));
    else
        html_verdict(out, "no valid pair", VERDICT_NONE);
}

static void put_beside(FILE *out, const struct results *results, const struct summary *summary,
                       size_t series, size_t x) {
    double paper = paper_beside(results, summary, series, x);
    struct digits digits = {.percent = 1};
    char step[48];
    if (isfinite(paper))
        html_put(out, "span class=\"study\"", "study: %s %%",
                 signed_step(BY_RATIO, paper, digits, step, sizeof step));
}

static void put_all_rows(FILE *out, const struct summary *summary, size_t series) {
    struct report_tally tally = report_tally(summary, series);
    size_t rows = summary_x_count(summary);
    if (rows < 2 || tally.missing == rows)
        return;
    fprintf(out, "<span class=\"study\">all %zu rows: ", rows);
    report_range(out, summary, &tally, BY_RATIO, "span");
    fputs(isfinite(tally.low[BY_RATIO]) && isfinite(tally.low[BY_DIFFERENCE]) ? ", " : "", out);
    report_range(out, summary, &tally, BY_DIFFERENCE, "span");
    fputs("</span>", out);
}

static void put_entry(FILE *out, const struct results *results, const struct summary *summary,
                      size_t series, size_t x) {
    const struct summary_row *row = summary_at(summary, series, x);
    char text[80], interval[120];
    bool emulated = plan_is_emulated(&results->plan, series_of(summary, series));
    fprintf(out, "<div class=\"entry%s\"><span class=\"who\">", emulated ? " emulated" : "");
    html_series(out, summary, series);
    fputs("</span>", out);
    html_put(out, "b", "%s", overhead_text(summary, row, text, sizeof text));
    html_put(out, "span class=\"faint\"", "%s",
             interval_text(summary, row, interval, sizeof interval));
    put_words(out, results, summary, series, row);
    put_all_rows(out, summary, series);
    put_beside(out, results, summary, series, x);
    fputs("</div>", out);
}

static void put_group(FILE *out, const struct results *results, const struct summary *summary,
                      size_t group, size_t x) {
    bool any = false;
    fputs("<td>", out);
    for (size_t s = 1; s < summary->series_count; s++)
        if (in_group(summary, s, group)) {
            if (!any)
                html_put(out, "span class=\"kind\"", "%s", groups[group].heading);
            put_entry(out, results, summary, s, x);
            any = true;
        }
    fputs("</td>", out);
}

/* Which of several rows stands for the figure. */
static void put_figure(FILE *out, const struct summary *summary, size_t x) {
    const struct plan_figure *plan = summary->figure;
    const char *direction = direction_text(summary->shown.direction);
    fputs("<th scope=\"row\"><a href=\"#", out);
    html_text(out, plan->name);
    fputs("\">", out);
    html_text(out, plan->name);
    fputs("</a>", out);
    html_put(out, "span class=\"title\"", "%s", plan->title);
    fputs("<span class=\"faint\">", out);
    html_printf(out, "%s", summary->shown.axis);
    if (*direction)
        html_printf(out, ", %s", direction);
    if (summary_x_count(summary) > 1)
        html_printf(out, "; %s%s%s, one of %zu rows", plan->sweep_key ? plan->sweep_key : "",
                    plan->sweep_key ? " " : "", summary_at(summary, 0, x)->x,
                    summary_x_count(summary));
    fputs("</span></th>", out);
}

/* A view of the same metric has no numbers of its own. */
static const struct summary *same_as(const struct results *results, const struct summary *summary) {
    for (size_t f = 0; f < results->summary_count && &results->summary[f] != summary; f++)
        if (results->summary[f].index == summary->index &&
            strcmp(results->summary[f].shown.metric, summary->shown.metric) == 0)
            return &results->summary[f];
    return NULL;
}

static void put_same(FILE *out, const struct summary *same, size_t columns) {
    fprintf(out, "<td colspan=\"%zu\"><span class=\"faint\">", columns);
    html_printf(out, "the numbers of %s, shown another way", same->figure->name);
    fputs("</span></td>", out);
}

static bool compares(const struct results *results) {
    for (size_t f = 0; f < results->summary_count; f++)
        if (results->summary[f].series_count > 1)
            return true;
    return false;
}

void report_overview(FILE *out, const struct results *results) {
    bool shown[GROUPS];
    size_t columns = 0;
    if (!compares(results))
        return;
    fputs("<section id=\"overview\"><h2>In short</h2>\n", out);
    html_put(out, HTML_FAINT,
             "What each environment costs against %s: overhead with its 95 %% interval, in words, "
             "and what the study (IBM Research Report RC25482, 2014, other hardware) has for the "
             "same.",
             summary_series(&results->summary[0], 0));
    fputs(HTML_TABLE(" class=\"overview\"") "<th scope=\"col\">figure</th>", out);
    for (size_t g = 0; g < GROUPS; g++) {
        shown[g] = any_in_group(results, g);
        columns += shown[g];
        if (shown[g])
            html_put(out, "th scope=\"col\"", "%s", groups[g].heading);
    }
    fputs(HTML_ROWS, out);
    for (size_t f = 0; f < results->summary_count; f++) {
        const struct summary *summary = &results->summary[f];
        if (summary->series_count < 2)
            continue;
        size_t x = headline_x(summary);
        fputs("<tr>", out);
        put_figure(out, summary, x);
        const struct summary *same = same_as(results, summary);
        if (same)
            put_same(out, same, columns);
        for (size_t g = 0; g < GROUPS && !same; g++)
            if (shown[g])
                put_group(out, results, summary, g, x);
        fputs("</tr>\n", out);
    }
    fputs(HTML_TABLE_END "</section>\n", out);
}
