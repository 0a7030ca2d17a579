/* report_blocks.c - the value of every block, so that readers can judge for themselves. */
#include "report_parts.h"

#include "reading.h"

#include <math.h>

static void put_row(FILE *out, const struct results *results, const struct summary *summary,
                    const struct plan_block *block, size_t x) {
    const struct plan_figure *figure = summary->figure;
    struct digits digits = summary_digits(summary);
    fprintf(out, "<tr><td class=\"number\">%u</td><td>", block->round);
    html_text(out, summary_at(summary, 0, x)->x);
    fputs("</td>", out);
    for (size_t s = 0; s < figure->series_count; s++) {
        const struct summary_row *row = summary_at(summary, s, x);
        const json_t *record = records_of(&results->plan, block, s, &results->records);
        double value = record_value(record, row->metric, row->result);
        if (isfinite(value))
            fprintf(out, "<td class=\"number\">%.*f</td>", digits.mean + 1, value);
        else
            fputs("<td class=\"number\">-</td>", out);
    }
    fputs("<td class=\"faint\">", out);
    for (size_t s = 0; s < figure->series_count; s++)
        html_printf(out, "%s%s", s ? ", " : "", figure->series[block->order[s]].name);
    fputs("</td></tr>\n", out);
}

void report_blocks(FILE *out, const struct results *results, size_t figure) {
    const struct summary *summary = &results->summary[figure];
    fputs("<details><summary>Every block&#39;s value</summary>\n<div class=\"scroll\"><table>"
          "<thead><tr><th class=\"number\">round</th><th>x</th>",
          out);
    for (size_t s = 0; s < summary->figure->series_count; s++) {
        fputs("<th class=\"number\">", out);
        html_series(out, summary_series(summary, s), s);
        fputs("</th>", out);
    }
    fputs("<th>ran in this order</th></tr></thead><tbody>\n", out);
    for (size_t b = 0; b < results->plan.block_count; b++) {
        const struct plan_block *block = &results->plan.block[b];
        if (block->figure != figure)
            continue;
        for (size_t x = 0; x < summary_x_count(summary); x++)
            if (summary->x[x].value == block->x)
                put_row(out, results, summary, block, x);
    }
    fputs("</tbody></table></div></details>\n", out);
}
