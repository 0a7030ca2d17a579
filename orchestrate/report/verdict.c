/* verdict.c - claims in words, with the numbers of the interval. */
#include "verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_reference(const struct summary *summary, const struct summary_row *row) {
    return strcmp(row->series, summary_series(summary, 0)) == 0;
}

/* Of a difference that is claimed, by the side of its estimate. */
static enum verdict direction_of(const struct summary *summary, const struct summary_row *row) {
    enum direction better = summary->shown.direction;
    double neutral = scale_neutral(scale_of(&row->against));
    bool more = estimate_of(&row->against)->value > neutral;
    if (better == DIRECTION_UNKNOWN)
        return VERDICT_DIFFERENT;
    return more == (better == HIGHER_IS_BETTER) ? VERDICT_BETTER : VERDICT_WORSE;
}

const char *step_unit(enum scale scale, const char *unit) {
    if (scale == BY_RATIO)
        return "%";
    return strcmp(unit, "%") == 0 ? "pp" : unit;
}

enum verdict verdict_of(const struct summary *summary, const struct summary_row *row) {
    const struct estimate *estimate = estimate_of(&row->against);
    enum claim claim = row->judged.claim;
    if (is_reference(summary, row))
        return VERDICT_REFERENCE;
    if (!isfinite(estimate->lo) || !isfinite(estimate->hi))
        return VERDICT_NONE;
    if (claim == CLAIM_EQUAL)
        return VERDICT_EQUAL;
    if (claim == CLAIM_SMALL || claim == CLAIM_DIFFERENT)
        return direction_of(summary, row);
    return VERDICT_UNDECIDED;
}

const char *rounded(double value, bool up, char *buffer, size_t size) {
    /* An end that was computed may be a hair off the number that it stands for. */
    static const double hair = 1e-9;
    double scale = value > 0 ? pow(10, 1 - floor(log10(value))) : 1, scaled = value * scale;
    double whole = up ? ceil(scaled - hair * scaled) : floor(scaled + hair * scaled);
    snprintf(buffer, size, "%.10g", whole / scale);
    return buffer;
}

/* The ends of an interval as distances from no difference, in per cent or in the unit. */
struct reach {
    double near, far; /* near is 0 where the interval includes no difference */
};

static struct reach reach_of(const struct comparison *against) {
    enum scale scale = scale_of(against);
    const struct estimate *estimate = estimate_of(against);
    double factor = scale == BY_RATIO ? 100 : 1, neutral = scale_neutral(scale);
    double low = factor * (estimate->lo - neutral), high = factor * (estimate->hi - neutral);
    bool around = low <= 0 && high >= 0;
    return (struct reach){around ? 0 : fmin(fabs(low), fabs(high)), fmax(fabs(low), fabs(high))};
}

struct claim_words {
    const char *different, *small;
};

static struct claim_words claim_words_of(enum verdict verdict) {
    static const struct claim_words words[] = {
        [VERDICT_BETTER] = {"gains", "small gain"},
        [VERDICT_WORSE] = {"costs", "small cost"},
        [VERDICT_DIFFERENT] = {"differs by", "small difference"},
    };
    return words[verdict];
}

/* "; about 40 more blocks" */
static const char *more_text(double blocks, char *buffer, size_t size) {
    char number[32];
    buffer[0] = '\0';
    if (blocks > 0)
        snprintf(buffer, size, "; about %s more block%s",
                 rounded(blocks, true, number, sizeof number), blocks > 1 ? "s" : "");
    return buffer;
}

const char *verdict_text(const struct summary *summary, const struct summary_row *row, char *buffer,
                         size_t size) {
    enum verdict verdict = verdict_of(summary, row);
    const char *unit = step_unit(scale_of(&row->against), row->unit);
    struct reach reach = reach_of(&row->against);
    char near[32], far[32], more[64];
    rounded(reach.near, false, near, sizeof near);
    rounded(reach.far, true, far, sizeof far);
    if (verdict == VERDICT_REFERENCE)
        snprintf(buffer, size, "reference");
    else if (verdict == VERDICT_NONE)
        snprintf(buffer, size, "too few blocks");
    else if (verdict == VERDICT_EQUAL)
        snprintf(buffer, size, "equal within %.6g %%", 100 * summary->margin);
    else if (verdict == VERDICT_UNDECIDED)
        snprintf(buffer, size, "not resolved, at most %s %s%s", far, unit,
                 more_text(row->judged.more_blocks, more, sizeof more));
    else if (row->judged.claim == CLAIM_SMALL)
        snprintf(buffer, size, "%s, at most %s %s", claim_words_of(verdict).small, far, unit);
    else
        snprintf(buffer, size, "%s %s%s%s %s", claim_words_of(verdict).different, near,
                 strcmp(near, far) == 0 ? "" : "-", strcmp(near, far) == 0 ? "" : far, unit);
    return buffer;
}

const char *verdict_note(const struct summary *summary, char *buffer, size_t size) {
    char margin[48] = "";
    if (summary->margin > 0)
        snprintf(margin, sizeof margin, ", with a margin of %.6g %%", 100 * summary->margin);
    snprintf(buffer, size,
             "the words hold for all rows together (Holm, 5 %%)%s; each interval for its own row "
             "(95 %%)",
             margin);
    return buffer;
}

const char *few_blocks_note(const struct summary *summary) {
    for (size_t i = summary_x_count(summary); i < summary->row_count; i++) {
        const struct comparison *against = &summary->row[i].against;
        size_t n = estimate_of(against)->n;
        if (n >= 2 && n < SPREAD_ENOUGH_BLOCKS && isnan(against->spread.slices))
            return "fewer than 10 blocks: where noise hits one series alone, and one way, an "
                   "interval misses more often than once in 20";
    }
    return NULL;
}
