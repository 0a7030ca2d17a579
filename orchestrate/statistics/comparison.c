/* comparison.c - chooses between ratio and difference, and estimates it with its interval. */
#include "comparison.h"

#include "common/cleanup.h"

#include "power.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum { PERMUTATION_DRAWS = 100000 };

static const double CONFIDENCE = 0.95;

static struct comparison put_on(enum scale scale, struct estimate estimate, double p,
                                struct spread spread) {
    static const struct estimate none = {0, NAN, NAN, NAN};
    bool ratio = scale == BY_RATIO;
    return (struct comparison){.ratio = ratio ? estimate : none,
                               .difference = ratio ? none : estimate,
                               .p = p,
                               .spread = spread};
}

/* The steps alone, to be freed; none where memory is short. */
static double *step_values(const struct step *step, size_t *blocks) {
    double *values = calloc(*blocks + 1, sizeof *values);
    for (size_t i = 0; values && i < *blocks; i++)
        values[i] = step[i].value;
    *blocks = values ? *blocks : 0;
    return values;
}

struct estimate comparison_estimate(enum scale scale, const struct step *step, size_t blocks,
                                    double confidence) {
    cleanup_free double *values = step_values(step, &blocks);
    return estimate_from(scale, values, blocks, confidence);
}

struct comparison comparison_of(enum scale scale, const struct step *step, size_t blocks,
                                uint64_t seed) {
    cleanup_free double *values = step_values(step, &blocks);
    return put_on(scale, estimate_from(scale, values, blocks, CONFIDENCE),
                  permutation_p(values, blocks, PERMUTATION_DRAWS, seed), spread_of(step, blocks));
}

struct comparison comparison_with_itself(enum scale scale, size_t n) {
    return put_on(scale, (struct estimate){n, scale_neutral(scale), NAN, NAN}, NAN,
                  spread_of(NULL, 0));
}

enum scale scale_for(const double *values, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (isfinite(values[i]) && values[i] <= 0)
            return BY_DIFFERENCE;
    return BY_RATIO;
}

enum scale scale_of(const struct comparison *comparison) {
    return comparison->difference.n > 0 ? BY_DIFFERENCE : BY_RATIO;
}

const struct estimate *estimate_of(const struct comparison *comparison) {
    return scale_of(comparison) == BY_RATIO ? &comparison->ratio : &comparison->difference;
}

double comparison_error(const struct comparison *comparison) {
    const struct estimate *estimate = estimate_of(comparison);
    if (estimate->n < 2)
        return NAN;
    bool ratio = scale_of(comparison) == BY_RATIO;
    double width = ratio ? log(estimate->hi) - log(estimate->lo) : estimate->hi - estimate->lo;
    double t = gsl_cdf_tdist_Qinv((1 - CONFIDENCE) / 2, (double)(estimate->n - 1));
    return width / 2 / t;
}

double comparison_resolves(const struct comparison *comparison) {
    size_t n = estimate_of(comparison)->n;
    double step = power_smallest(n, comparison_error(comparison) * sqrt((double)n));
    return scale_of(comparison) == BY_RATIO ? expm1(step) : step;
}

int side_of(enum scale scale, const struct estimate *estimate) {
    double neutral = scale_neutral(scale);
    return (estimate->lo > neutral) - (estimate->hi < neutral);
}
