/* report_steadiness.c - how much each series wavered within its runs. */
#include "report_parts.h"

void report_steadiness(FILE *out, const struct results *results, size_t figure) {
    const struct summary *summary = results->steadiness ? &results->steadiness[figure] : NULL;
    if (!summary || summary->row_count == 0)
        return;
    html_put(out, "h3", "%s", summary->shown.title);
    report_table(out, summary);
    html_put(out, HTML_FAINT,
             "SD / mean of the intervals of each run, mean over blocks; overhead is that of this "
             "variation: +300 %% is four times as much.");
    html_list(out, "Warnings of its variation:", summary->warning, summary->warning_count);
}
