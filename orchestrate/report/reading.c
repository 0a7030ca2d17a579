/* reading.c - see reading.h. */
#include "reading.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *metric;
    enum direction direction;
} directions[] = {
    {"bandwidth", HIGHER_IS_BETTER}, {"throughput", HIGHER_IS_BETTER},
    {"updates", HIGHER_IS_BETTER},   {"performance", HIGHER_IS_BETTER},
    {"iops", HIGHER_IS_BETTER},      {"transactions", HIGHER_IS_BETTER},
    {"latency", LOWER_IS_BETTER},    {"datagrams", HIGHER_IS_BETTER},
    {"cost", LOWER_IS_BETTER},       {"variation", LOWER_IS_BETTER},
};

enum direction metric_direction(const char *metric) {
    for (size_t i = 0; metric && i < sizeof directions / sizeof *directions; i++)
        if (strcmp(directions[i].metric, metric) == 0)
            return directions[i].direction;
    return DIRECTION_UNKNOWN;
}

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

static bool is_reference(const struct summary *summary, const struct summary_row *row) {
    return strcmp(row->series, summary_series(summary, 0)) == 0;
}

static enum verdict verdict_of(const struct summary *summary, const struct summary_row *row) {
    const struct ratio *ratio = &row->ratio;
    if (is_reference(summary, row))
        return VERDICT_REFERENCE;
    if (!isfinite(ratio->lo) || !isfinite(ratio->hi))
        return VERDICT_NONE;
    if (ratio->lo <= 1 && ratio->hi >= 1)
        return VERDICT_UNDECIDED;
    enum direction direction = metric_direction(row->metric);
    if (direction == DIRECTION_UNKNOWN)
        return VERDICT_DIFFERENT;
    return (ratio->lo > 1) == (direction == HIGHER_IS_BETTER) ? VERDICT_BETTER : VERDICT_WORSE;
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
        if (isfinite(row->ratio.lo) && isfinite(row->ratio.hi) && row->ratio.hi > row->ratio.lo)
            narrowest = fmin(narrowest, row->ratio.hi - row->ratio.lo);
    }
    struct digits digits = {.mean = 2, .percent = narrowest < 0.001 ? 2 : 1};
    if (largest > 0) {
        int of_largest = decimals_for(largest, 4), of_smallest = decimals_for(smallest, 3);
        digits.mean = of_largest > of_smallest ? of_largest : of_smallest;
    }
    return digits;
}

static void put_number(char *buffer, size_t size, double value, int decimals) {
    if (isfinite(value))
        snprintf(buffer, size, "%.*f", decimals, value);
    else
        snprintf(buffer, size, "-");
}

static double percent_of_ratio(double ratio) {
    return 100 * (ratio - 1);
}

const char *signed_percent(double ratio, int decimals, char *buffer, size_t size) {
    double percent = percent_of_ratio(ratio);
    if (fabs(percent) < 0.5 * pow(10, -decimals))
        snprintf(buffer, size, "%.*f", decimals, 0.0); /* never "-0.0" */
    else
        snprintf(buffer, size, "%+.*f", decimals, percent);
    return buffer;
}

void read_row(const struct summary *summary, const struct summary_row *row, struct digits digits,
              struct reading *reading) {
    *reading = (struct reading){.verdict = verdict_of(summary, row)};
    snprintf(reading->n, sizeof reading->n, "%zu", row->moments.n);
    put_number(reading->mean, sizeof reading->mean, row->moments.mean, digits.mean);
    put_number(reading->sd, sizeof reading->sd, row->moments.sd, digits.mean + 1);
    if (isfinite(row->p))
        snprintf(reading->p, sizeof reading->p, "%.2g", row->p);
    if (reading->verdict == VERDICT_REFERENCE)
        return;
    const struct ratio *ratio = &row->ratio;
    char low[32], high[32];
    int decimals = digits.percent;
    if (isfinite(ratio->ratio))
        snprintf(reading->overhead, sizeof reading->overhead, "%s %%",
                 signed_percent(ratio->ratio, decimals, low, sizeof low));
    else
        snprintf(reading->overhead, sizeof reading->overhead, "-");
    if (reading->verdict == VERDICT_NONE)
        snprintf(reading->interval, sizeof reading->interval, "(n < 2)");
    else
        snprintf(reading->interval, sizeof reading->interval, "[%s, %s]",
                 signed_percent(ratio->lo, decimals, low, sizeof low),
                 signed_percent(ratio->hi, decimals, high, sizeof high));
}

bool summary_has_x(const struct summary *summary) {
    for (size_t i = 0; i < summary->row_count; i++)
        if (*summary->row[i].x)
            return true;
    return false;
}

double mean_half_width(const struct moments *moments) {
    if (moments->n < 2)
        return NAN;
    double n = (double)moments->n;
    return gsl_cdf_tdist_Pinv(0.975, n - 1) * moments->sd / sqrt(n);
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
