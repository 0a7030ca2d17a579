/* reading.c - a row in words for people: digits, signs, intervals. */
#include "reading.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *direction_text(enum direction direction) {
    switch (direction) {
    case HIGHER_IS_BETTER:
        return "higher is better";
    case LOWER_IS_BETTER:
        return "lower is better";
    default:
        return "";
    }
}

int decimals_for(double value, int significant) {
    if (!(value > 0) || !isfinite(value))
        return significant - 1;
    int decimals = significant - 1 - (int)floor(log10(value));
    return decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
}

struct digits summary_digits(const struct summary *summary) {
    double smallest = INFINITY, largest = 0, narrowest = INFINITY;
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct summary_row *row = &summary->row[i];
        if (isfinite(row->moments.mean) && row->moments.mean > 0) {
            smallest = fmin(smallest, row->moments.mean);
            largest = fmax(largest, row->moments.mean);
        }
        const struct estimate *ratio = &row->against.ratio;
        if (isfinite(ratio->lo) && isfinite(ratio->hi) && ratio->hi > ratio->lo)
            narrowest = fmin(narrowest, ratio->hi - ratio->lo);
    }
    struct digits digits = {.mean = 2, .percent = narrowest < 0.001 ? 2 : 1};
    if (largest > 0) {
        int of_largest = decimals_for(largest, 4), of_smallest = decimals_for(smallest, 3);
        digits.mean = of_largest > of_smallest ? of_largest : of_smallest;
    }
    return digits;
}

const char *signed_step(enum scale scale, double value, struct digits digits, char *buffer,
                        size_t size) {
    double step = scale == BY_RATIO ? 100 * (value - 1) : value;
    int decimals = scale == BY_RATIO ? digits.percent : digits.mean;
    if (fabs(step) < 0.5 * pow(10, -decimals))
        snprintf(buffer, size, "%.*f", decimals, 0.0); /* never "-0.0" */
    else
        snprintf(buffer, size, "%+.*f", decimals, step);
    return buffer;
}

const char *overhead_text(const struct summary *summary, const struct summary_row *row,
                          char *buffer, size_t size) {
    enum scale scale = scale_of(&row->against);
    double value = estimate_of(&row->against)->value;
    char step[48];
    buffer[0] = '\0';
    if (verdict_of(summary, row) == VERDICT_REFERENCE)
        return buffer;
    if (isfinite(value))
        snprintf(buffer, size, "%s %s",
                 signed_step(scale, value, summary_digits(summary), step, sizeof step),
                 step_unit(scale, row->unit));
    else
        snprintf(buffer, size, "-");
    return buffer;
}

const char *interval_text(const struct summary *summary, const struct summary_row *row,
                          char *buffer, size_t size) {
    enum scale scale = scale_of(&row->against);
    const struct estimate *estimate = estimate_of(&row->against);
    struct digits digits = summary_digits(summary);
    bool none = verdict_of(summary, row) == VERDICT_NONE, lacks = estimate->n < row->moments.n;
    char low[48], high[48], pairs[32] = "";
    if (lacks)
        snprintf(pairs, sizeof pairs, "(%zu pair%s)", estimate->n, estimate->n == 1 ? "" : "s");
    buffer[0] = '\0';
    if (verdict_of(summary, row) == VERDICT_REFERENCE)
        return buffer;
    if (none)
        snprintf(buffer, size, "%s", lacks ? pairs : "(n < 2)");
    else
        snprintf(
            buffer, size, "[%s, %s]%s%s", signed_step(scale, estimate->lo, digits, low, sizeof low),
            signed_step(scale, estimate->hi, digits, high, sizeof high), lacks ? " " : "", pairs);
    return buffer;
}

const char *effects_note(const struct summary *effects) {
    return plan_baseline(effects->figure) >= 0
               ? "one factor at a time, and all together; what the single effects do not add up to "
                 "is "
                 "interaction"
               : "each level against the first, over all levels of the other factor; "
                 "interaction: both together beyond the product of each";
}

bool any_difference(const struct summary *summary) {
    for (size_t i = 0; i < summary->row_count; i++)
        if (scale_of(&summary->row[i].against) == BY_DIFFERENCE)
            return true;
    return false;
}

const char *aa_text(const struct summary *summary, char *buffer, size_t size) {
    const struct summary_aa *aa = &summary->aa;
    if (!aa->present)
        return NULL;
    const char *reference = summary_series(summary, 0);
    snprintf(buffer, size,
             "%s-2 / %s %s: %zu of %zu rows outside the gate (each interval at %.5g %%, all "
             "together 99.9 %%), %zu outside their own 95 %% interval",
             reference, reference, aa->passed ? "passed" : "FAILED", aa->outside_gate, aa->rows,
             100 * aa->confidence, aa->outside_95);
    return buffer;
}

size_t text_head(const char *text, size_t limit) {
    size_t head = strnlen(text, limit + 1);
    if (head <= limit)
        return head;
    head = limit;
    while (head > 0 && ((unsigned char)text[head] & 0xC0) == 0x80)
        head--;
    return head;
}
