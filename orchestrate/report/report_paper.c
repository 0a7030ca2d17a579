/* report_paper.c - the numbers of RC25482 beside ours, as ratios: all that compares between
 * different machines. */
#include "report_parts.h"

#include "reading.h"

#include <math.h>

static const struct paper_point *point_of(const struct results *results,
                                          const struct plan_figure *figure, size_t series,
                                          const char *x) {
    return paper_find(&results->paper, figure->paper, figure->series[series].name, x);
}

static double ratio_in_paper(const struct results *results, const struct plan_figure *figure,
                             size_t series, const char *x) {
    return paper_ratio(&results->paper, figure->paper, figure->series[series].name,
                       figure->series[0].name, x);
}

static bool covered(const struct results *results, const struct summary *summary) {
    if (!summary->shown.paper)
        return false;
    for (size_t s = 1; s < summary->series_count; s++)
        for (size_t x = 0; x < summary_x_count(summary); x++)
            if (isfinite(ratio_in_paper(results, summary->figure, s,
                                        summary_at(summary, s, x)->paper_x)))
                return true;
    return false;
}

static void put_ratio(FILE *out, double ratio) {
    if (isfinite(ratio))
        fprintf(out, "<td class=\"number\">%.3f</td>", ratio);
    else
        fputs("<td class=\"number\">-</td>", out);
}

static void put_row(FILE *out, const struct results *results, const struct summary *summary,
                    size_t series, size_t x) {
    const struct summary_row *row = summary_at(summary, series, x);
    double paper = ratio_in_paper(results, summary->figure, series, row->paper_x);
    if (!isfinite(paper))
        return;
    fputs("<tr><td>", out);
    html_text(out, row->x);
    fputs("</td><td>", out);
    html_series(out, summary_series(summary, series), series);
    fputs("</td>", out);
    put_ratio(out, row->against.ratio.value);
    if (isfinite(row->against.ratio.lo))
        fprintf(out, "<td class=\"number faint\">[%.3f, %.3f]</td>", row->against.ratio.lo,
                row->against.ratio.hi);
    else
        fputs("<td class=\"number faint\">(n &lt; 2)</td>", out);
    put_ratio(out, paper);
    const struct paper_point *point = point_of(results, summary->figure, series, row->paper_x);
    const struct paper_point *reference = point_of(results, summary->figure, 0, row->paper_x);
    fputs("<td class=\"number faint\">", out);
    html_printf(out, "%.4g / %.4g %s, n = %u", point->mean, reference->mean, point->unit, point->n);
    fputs("</td></tr>\n", out);
}

void report_paper(FILE *out, const struct results *results, size_t figure) {
    const struct summary *summary = &results->summary[figure];
    if (summary->series_count < 2)
        return;
    fputs("<h3>", out);
    html_printf(out, "As ratios to %s, beside IBM Research Report RC25482 (2014)",
                summary->figure->series[0].name);
    fputs("</h3>\n", out);
    report_chart(out, results, figure, "-ratio", "Ratios to the reference, ours and the report's");
    if (!covered(results, summary)) {
        fputs("<p class=\"faint\">The report has no ratios for these series.</p>\n", out);
        return;
    }
    fputs("<p class=\"faint\">The hardware differs, so only ratios compare.</p>\n", out);
    fputs(
        "<div class=\"scroll\"><table><thead><tr><th>x</th><th>series</th>"
        "<th class=\"number\">ours</th><th class=\"number\">95&nbsp;% interval</th>"
        "<th class=\"number\">report</th><th class=\"number\">report&#39;s means</th></tr></thead>"
        "<tbody>\n",
        out);
    for (size_t x = 0; x < summary_x_count(summary); x++)
        for (size_t s = 1; s < summary->series_count; s++)
            put_row(out, results, summary, s, x);
    fputs("</tbody></table></div>\n", out);
}
