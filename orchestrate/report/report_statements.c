/* report_statements.c - what RC25482 says of a figure, what its own logs say, and what we found. */
#include "report_parts.h"

#include <string.h>

/* An emulated guest says nothing of KVM. */
static bool is_emulated(const struct results *results, const struct plan_figure *figure,
                        const char *series) {
    for (size_t i = 0; i < figure->series_count; i++)
        if (strcmp(figure->series[i].name, series) == 0)
            return plan_is_emulated(&results->plan, &figure->series[i]);
    return false;
}

static void put_finding(FILE *out, const struct standing *standing, bool emulated) {
    size_t open = standing->rows - standing->within - standing->beyond;
    fputs("<td>", out);
    if (emulated)
        html_printf(out, "not judged: the guest is emulated");
    else if (standing->within == standing->rows)
        html_printf(out, "agrees");
    else if (standing->beyond == standing->rows)
        html_printf(out, "disagrees");
    else if (standing->beyond > 0)
        html_printf(out, "disagrees in %zu of %zu rows", standing->beyond, standing->rows);
    else
        html_printf(out, "not resolved in %zu of %zu rows", open, standing->rows);
    fputs("</td>", out);
}

static void put_heading(FILE *out) {
    html_put(out, "h3", "What the report says of it");
    html_put(out, HTML_FAINT,
             "Ours agrees where the 95 %% interval lies within what a sentence of the report says, "
             "and disagrees where it lies wholly beyond. \"Equal\" is taken as within 2 %%.");
    fputs(HTML_TABLE(" class=\"wrap\"") "<th></th><th>series</th><th>the report</th>"
                                        "<th>its own logs</th><th>ours</th>" HTML_ROWS,
          out);
}

/* A figure that stands over another metric has two summaries. */
static const struct summary *summary_for(const struct results *results, size_t figure,
                                         const struct statement *statement) {
    return statement->metric && results->against ? &results->against[figure]
                                                 : &results->summary[figure];
}

void report_statements(FILE *out, const struct results *results, size_t figure) {
    const struct summary *summary = &results->summary[figure];
    bool any = false;
    for (size_t i = 0; i < results->statements.count; i++) {
        const struct statement *statement = &results->statements.statement[i];
        struct standing standing =
            statement_against(statement, summary_for(results, figure, statement));
        if (standing.rows == 0)
            continue;
        if (!any)
            put_heading(out);
        any = true;
        fputs("<tr>", out);
        html_put(out, "td", "%s", statement->id);
        html_put(out, "td", "%s", statement->series);
        html_put(out, "td", "%s", statement->says);
        html_put(out, "td", "%s", statement->logs);
        if (statement->ours)
            html_put(out, "td", "%s", statement->ours);
        else
            put_finding(out, &standing, is_emulated(results, summary->figure, statement->series));
        fputs("</tr>\n", out);
    }
    if (any)
        fputs(HTML_TABLE_END, out);
}
