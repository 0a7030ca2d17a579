/* report_paper.c - the numbers of RC25482 beside ours, as ratios: all that compares between
 * different machines. */
#include "report_parts.h"

#include "beside.h"
#include "reading.h"

#include <math.h>

static const struct paper_point *point_of(const struct results *results,
                                          const struct plan_figure *figure, size_t series,
                                          const char *x) {
    return paper_find(&results->paper, figure->paper, figure->series[series].name, x);
}

static bool covered(const struct results *results, const struct summary *summary) {
    for (size_t s = 1; s < summary->series_count; s++)
        if (paper_covers(results, summary, s))
            return true;
    return false;
}

static void put_row(FILE *out, const struct results *results, const struct summary *summary,
                    size_t series, size_t x) {
    const struct summary_row *row = summary_at(summary, series, x);
    double paper = paper_beside(results, summary, series, x);
    if (!isfinite(paper))
        return;
    const struct estimate *ratio = &row->against.ratio;
    static const char faint[] = "td class=\"number faint\"";
    fputs("<tr>", out);
    html_put(out, "td", "%s", row->x);
    fputs("<td>", out);
    html_series(out, summary, series);
    fputs("</td>", out);
    html_number(out, ratio->value, 3);
    if (isfinite(ratio->lo))
        html_put(out, faint, "[%.3f, %.3f]", ratio->lo, ratio->hi);
    else
        html_put(out, faint, scale_of(&row->against) == BY_RATIO ? "(n < 2)" : "(by difference)");
    html_number(out, paper, 3);
    const struct paper_point *point = point_of(results, summary->figure, series, row->paper_x);
    const struct paper_point *reference = point_of(results, summary->figure, 0, row->paper_x);
    html_put(out, faint, "%.4g / %.4g %s, n = %u", point->mean, reference->mean, point->unit,
             point->n);
    fputs("</tr>\n", out);
}

void report_paper(FILE *out, const struct results *results, size_t figure) {
    const struct summary *summary = &results->summary[figure];
    if (summary->series_count < 2 || summary->shown.scale == BY_DIFFERENCE)
        return;
    html_put(out, "h3", "As ratios to %s, beside IBM Research Report RC25482 (2014)",
             summary_series(summary, 0));
    report_chart(out, results, figure, "-ratio", "Ratios to the reference, ours and the report's",
                 summary);
    if (!covered(results, summary)) {
        html_put(out, HTML_FAINT, "The report has no ratios for these series.");
        return;
    }
    html_put(out, HTML_FAINT, "The hardware differs, so only ratios compare.");
    fputs(HTML_TABLE("") "<th scope=\"col\">x</th><th scope=\"col\">series</th>", out);
    static const char *const numbers[] = {"ours", "95 % interval", "report", "report's means"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        html_put(out, HTML_NUMBERS, "%s", numbers[i]);
    fputs(HTML_ROWS, out);
    for (size_t x = 0; x < summary_x_count(summary); x++)
        for (size_t s = 1; s < summary->series_count; s++)
            put_row(out, results, summary, s, x);
    fputs(HTML_TABLE_END, out);
}
