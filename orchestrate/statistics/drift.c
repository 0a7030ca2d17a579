/* drift.c - medians of log ratios over the first and the last third of a block's rounds, compared
 * over blocks. */
#include "drift.h"

#include "common/cleanup.h"
#include "steps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A third of fewer pairs tells nothing. */
enum { LEAST = 3 };

/* How much further the series stood from the reference in a block's last third than in its first,
 * as a difference of logarithms; NAN where it was not measured in slices. */
static double drift_in(const json_t *series, const json_t *reference, const char *metric,
                       const char *x) {
    json_int_t rounds = record_rounds(reference), third = rounds / 3;
    struct step first = step_of_rounds(BY_RATIO, series, reference, metric, x, 0, third, LEAST);
    struct step last =
        step_of_rounds(BY_RATIO, series, reference, metric, x, rounds - third, rounds, LEAST);
    return last.value - first.value;
}

static struct estimate drift_of(const struct plan *plan, const struct records *records,
                                const struct summary *summary, size_t series, const char *x) {
    const struct plan_figure *figure = summary->figure;
    cleanup_free double *step = calloc(plan->block_count + 1, sizeof *step);
    size_t blocks = 0;
    for (size_t i = 0; step && i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (block->figure != summary->index)
            continue;
        step[blocks++] = drift_in(records_of(plan, block, series, records),
                                  records_of(plan, block, 0, records), figure->metric, x);
    }
    return estimate_from(BY_RATIO, step, blocks, 0.95);
}

static bool is_drift(const struct estimate *estimate, double limit) {
    return fabs(estimate->value - 1) > limit && (estimate->lo > 1 || estimate->hi < 1);
}

static void warn_of_series(const struct plan *plan, double limit, const struct records *records,
                           size_t series, struct summary *summary) {
    const struct plan_figure *figure = summary->figure;
    struct estimate worst = {0};
    const char *worst_x = NULL;
    for (size_t i = 0; i < figure->results.count; i++) {
        const char *x = figure->results.word[i];
        struct estimate one = drift_of(plan, records, summary, series, x);
        if (!is_drift(&one, limit) || (worst_x && fabs(log(one.value)) < fabs(log(worst.value))))
            continue;
        worst = one;
        worst_x = x;
    }
    if (worst_x)
        summary_warn(summary,
                     "%s: %s%s%s against %s drifted by %+.3g %% [%+.3g, %+.3g] from the first "
                     "third of a block's rounds to the last (%zu blocks)",
                     figure->name, figure->series[series].name, *worst_x ? " " : "", worst_x,
                     figure->series[0].name, 100 * (worst.value - 1), 100 * (worst.lo - 1),
                     100 * (worst.hi - 1), worst.n);
}

void warn_of_drift(const struct plan *plan, const struct records *records,
                   struct summary *summary) {
    for (size_t i = 0; i < plan->gate_count; i++)
        for (size_t s = 1; strcmp(plan->gate[i].name, "drift") == 0 && s < summary->series_count;
             s++)
            warn_of_series(plan, plan->gate[i].limit, records, s, summary);
}
