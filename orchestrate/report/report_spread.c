/* report_spread.c - how far each row can be trusted: spread by level, and what it could resolve. */
#include "report_parts.h"

#include "reading.h"

#include <math.h>

/* A spread is in steps: of a ratio per cent, of a difference its unit. */
static void put_step(FILE *out, const struct summary_row *row, double step) {
    char number[48];
    enum scale scale = scale_of(&row->against);
    if (isfinite(step))
        html_put(out, "td class=\"number\"", "%s %s",
                 rounded(scale == BY_RATIO ? 100 * step : step, true, number, sizeof number),
                 step_unit(scale, row->unit));
    else
        html_put(out, "td class=\"number\"", "-");
}

static void put_row(FILE *out, const struct summary *summary, size_t series, size_t x) {
    const struct summary_row *row = summary_at(summary, series, x);
    const struct spread *spread = &row->against.spread;
    fputs("<tr><td>", out);
    html_series(out, summary, series);
    fputs("</td>", out);
    html_put(out, "td", "%s", row->x);
    html_number(out, (double)estimate_of(&row->against)->n, 0);
    put_step(out, row, spread->slices);
    html_number(out, spread->rounds, 0);
    put_step(out, row, spread->alone);
    put_step(out, row, spread->blocks);
    put_step(out, row, spread->boots);
    html_number(out, spread->lag1, 2);
    html_number(out, spread->n_effective, 1);
    html_number(out, spread->skewness, 2);
    put_step(out, row, row->judged.resolves);
    html_number(out, row->judged.more_blocks, 0);
    fputs("</tr>\n", out);
}

void report_spread(FILE *out, const struct summary *summary) {
    static const char *const headings[] = {"blocks",        "between slices", "rounds",
                                           "these alone",   "between blocks", "between boots",
                                           "neighbours",    "as good as n",   "skewness",
                                           "could resolve", "more blocks"};
    if (summary->series_count < 2)
        return;
    fputs("<details><summary>How sure this is: spread by level, and what it could resolve"
          "</summary>\n" HTML_TABLE(
              " class=\"sure\"") "<th scope=\"col\">series</th><th scope=\"col\">x</th>",
          out);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        html_put(out, HTML_NUMBERS, "%s", headings[i]);
    fputs(HTML_ROWS, out);
    for (size_t x = 0; x < summary_x_count(summary); x++)
        for (size_t s = 1; s < summary->series_count; s++)
            put_row(out, summary, s, x);
    fputs(HTML_TABLE_END, out);
    html_put(
        out, HTML_FAINT,
        "Spread is the standard deviation of steps (log ratios, or differences): between the "
        "rounds of one block, robust; what these alone would make between blocks; between blocks; "
        "what guests' boots add to it. Where slices alone make most of it, longer blocks help "
        "as much as more of them. "
        "Neighbours: correlation of each block with the next; where it is positive the blocks "
        "tell only as much as the number beside it would without. Could resolve: the smallest "
        "true overhead that so many blocks find in 8 of 10 runs. More blocks: about how many "
        "until an interval is as narrow as the margin of %.6g %%.",
        100 * summary->margin);
    fputs("</details>\n", out);
}
