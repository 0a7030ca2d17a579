/* report_tally.c - all rows of a series in a few words. */
#include "report_parts.h"

#include "reading.h"

#include <math.h>
#include <string.h>

struct report_tally report_tally(const struct summary *summary, size_t series) {
    struct report_tally tally = {.low = {INFINITY, INFINITY}, .high = {-INFINITY, -INFINITY}};
    for (size_t x = 0; x < summary_x_count(summary); x++) {
        const struct summary_row *row = summary_at(summary, series, x);
        enum verdict verdict = verdict_of(summary, row);
        enum scale scale = scale_of(&row->against);
        double value = estimate_of(&row->against)->value;
        if (!isfinite(value)) {
            tally.missing++;
            continue;
        }
        tally.low[scale] = fmin(tally.low[scale], value);
        tally.high[scale] = fmax(tally.high[scale], value);
        tally.better += verdict == VERDICT_BETTER;
        tally.worse += verdict == VERDICT_WORSE;
        tally.equal += verdict == VERDICT_EQUAL;
        tally.other +=
            verdict == VERDICT_UNDECIDED || verdict == VERDICT_NONE || verdict == VERDICT_DIFFERENT;
    }
    return tally;
}

void report_range(FILE *out, const struct summary *summary, const struct report_tally *tally,
                  enum scale scale, const char *tag) {
    struct digits digits = summary_digits(summary);
    char low[48], high[48];
    if (!isfinite(tally->low[scale]))
        return;
    signed_step(scale, tally->low[scale], digits, low, sizeof low);
    signed_step(scale, tally->high[scale], digits, high, sizeof high);
    bool one = strcmp(low, high) == 0;
    fprintf(out, "<%s>%s%s%s&nbsp;", tag, low, one ? "" : " to ", one ? "" : high);
    html_text(out, step_unit(scale, summary->shown.unit));
    fprintf(out, "</%s>", tag);
}
