/* report_steadiness.c - how much each series wavered within its runs. */
#include "report_parts.h"
#include "statistics/steadiness.h"

#include <math.h>

static bool any_value(const struct summary *summary) {
    for (size_t i = 0; i < summary->row_count; i++)
        if (isfinite(summary->row[i].moments.mean))
            return true;
    return false;
}

void report_steadiness(FILE *out, const struct results *results, size_t figure) {
    struct shown shown;
    struct summary summary = {0};
    struct error err;
    if (!steadiness_shown(&results->plan.figure[figure], &shown))
        return;
    if (summary_make(&results->plan, figure, shown, record_variation, &results->records, &summary,
                     &err) < 0) {
        html_put(out, HTML_NOTE, "%s", err.text);
    } else if (any_value(&summary)) {
        html_put(out, "h3", "%s", shown.title);
        report_table(out, &summary);
        html_put(
            out, HTML_FAINT,
            "SD / mean of the intervals of each run, mean over blocks; overhead is that of this "
            "variation: +300 %% is four times as much.");
        html_list(out, "Warnings of its variation:", summary.warning, summary.warning_count);
    }
    summary_free(&summary);
}
