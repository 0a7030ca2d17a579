/* judgement.c - t tests of every row against no difference and against the margin. */
#include "summary.h"

#include "common/cleanup.h"
#include "holm.h"
#include "power.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

static const double ERROR_RATE = 0.05;

/* The two-sided p of a mean that is `distance` beyond a bound; 1 where it is not beyond it. */
static double p_beyond(double distance, double error, size_t n) {
    if (!(distance > 0))
        return 1;
    return error > 0 ? 2 * gsl_cdf_tdist_Q(distance / error, (double)(n - 1)) : 0;
}

/* p values, each of every row. */
struct tests {
    double *zero, *equal, *beyond;
};

/* Where the margin ends on either side, as steps; both 0 where there is none: of differences. */
struct bounds {
    double below, above;
};

static struct bounds bounds_of(const struct summary *summary, const struct comparison *against) {
    if (scale_of(against) == BY_DIFFERENCE)
        return (struct bounds){0, 0};
    return (struct bounds){log1p(-summary->margin), log1p(summary->margin)};
}

static void test_row(const struct summary *summary, size_t i, struct tests *tests) {
    const struct comparison *against = &summary->row[i].against;
    const struct estimate *estimate = estimate_of(against);
    const struct bounds bounds = bounds_of(summary, against);
    double error = comparison_error(against);
    double step = scale_of(against) == BY_RATIO ? log(estimate->value) : estimate->value;
    bool judged = i >= summary_x_count(summary) && isfinite(error);
    tests->zero[i] = tests->equal[i] = tests->beyond[i] = NAN;
    if (!judged)
        return;
    double inside = fmin(bounds.above - step, step - bounds.below);
    double outside = fmax(step - bounds.above, bounds.below - step);
    tests->zero[i] = p_beyond(fabs(step), error, estimate->n);
    tests->equal[i] = p_beyond(inside, error, estimate->n);
    tests->beyond[i] = p_beyond(outside, error, estimate->n);
}

static enum claim claim_of(const struct tests *tests, size_t i) {
    if (isnan(tests->zero[i]))
        return CLAIM_NONE;
    if (tests->equal[i] < ERROR_RATE)
        return CLAIM_EQUAL;
    if (tests->beyond[i] < ERROR_RATE)
        return CLAIM_DIFFERENT;
    return tests->zero[i] < ERROR_RATE ? CLAIM_SMALL : CLAIM_OPEN;
}

static double more_blocks(const struct summary *summary, const struct comparison *against) {
    size_t n = estimate_of(against)->n;
    double margin = bounds_of(summary, against).above;
    size_t wanted = power_blocks(comparison_error(against) * sqrt((double)n), margin);
    if (wanted == 0)
        return NAN;
    return wanted > n ? (double)(wanted - n) : 0;
}

void summary_judge(struct summary *summary) {
    size_t count = summary->row_count;
    cleanup_free double *room = calloc(3 * count + 1, sizeof *room);
    if (!room)
        return;
    struct tests tests = {room, room + count, room + 2 * count};
    for (size_t i = 0; i < count; i++)
        test_row(summary, i, &tests);
    holm_adjust(tests.zero, count);
    holm_adjust(tests.equal, count);
    holm_adjust(tests.beyond, count);
    for (size_t i = 0; i < count; i++) {
        const struct comparison *against = &summary->row[i].against;
        summary->row[i].judged = (struct judgement){.claim = claim_of(&tests, i),
                                                    .resolves = comparison_resolves(against),
                                                    .more_blocks = more_blocks(summary, against)};
    }
}
