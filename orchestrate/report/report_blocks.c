/* report_blocks.c - the value of every block, so that readers can judge for themselves. */
#include "report_parts.h"

#include "reading.h"

static void put_row(FILE *out, const struct results *results, const struct summary *summary,
                    const struct plan_block *block, size_t x) {
    const struct plan_figure *figure = summary->figure;
    struct digits digits = summary_digits(summary);
    fputs("<tr>", out);
    html_number(out, block->round, 0);
    html_put(out, "td", "%s", summary_at(summary, 0, x)->x);
    for (size_t s = 0; s < figure->series_count; s++) {
        const struct summary_row *row = summary_at(summary, s, x);
        const json_t *record = records_of(&results->plan, block, s, &results->records);
        html_number(out, record_value(record, row->metric, row->result), digits.mean + 1);
    }
    fputs("<td class=\"faint\">", out);
    for (size_t s = 0; s < figure->series_count; s++)
        html_printf(out, "%s%s", s ? ", " : "", figure->series[block->order[s]].name);
    fputs("</td></tr>\n", out);
}

void report_blocks(FILE *out, const struct results *results, size_t figure) {
    const struct summary *summary = &results->summary[figure];
    fputs("<details><summary>Every block&#39;s value</summary>\n" HTML_TABLE(""), out);
    html_put(out, HTML_NUMBERS, "round");
    html_put(out, "th scope=\"col\"", "x");
    for (size_t s = 0; s < summary->figure->series_count; s++) {
        fputs("<" HTML_NUMBERS ">", out);
        html_series(out, summary, s);
        fputs("</th>", out);
    }
    fputs("<th scope=\"col\">ran in this order</th>" HTML_ROWS, out);
    for (size_t b = 0; b < results->plan.block_count; b++) {
        const struct plan_block *block = &results->plan.block[b];
        if (block->figure != summary->index)
            continue;
        for (size_t x = 0; x < summary_x_count(summary); x++)
            if (summary->x[x].value == block->x)
                put_row(out, results, summary, block, x);
    }
    fputs(HTML_TABLE_END "</details>\n", out);
}
