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
    fputs("<h3>Variation within a run</h3>\n", out);
    if (summary_make(&results->plan, figure, shown, record_variation, &results->records, &summary,
                     &err) < 0) {
        html_note(out, "%s", err.text);
    } else if (any_value(&summary)) {
        report_table(out, &summary);
        fputs("<p class=\"faint\">SD / mean of the 100 ms intervals of each run, mean over blocks; "
              "overhead is that of this variation: +300 % is four times as much.</p>\n",
              out);
    } else {
        fputs("<p class=\"faint\">No valid record holds two intervals of a run.</p>\n", out);
    }
    summary_free(&summary);
}
