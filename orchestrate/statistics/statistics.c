/* statistics.c - moments, estimates from steps and the sign-flip permutation test, through GSL. */
#include "statistics.h"

#include "common/cleanup.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PERMUTATION_MIN_PAIRS = 6, PERMUTATION_MAX_EXACT = 20 };

/* Those that are finite, to be freed; NULL where memory is short. */
static double *only_finite(const double *values, size_t *n) {
    double *finite = malloc((*n + 1) * sizeof *finite);
    size_t count = 0;
    for (size_t i = 0; finite && i < *n; i++)
        if (isfinite(values[i]))
            finite[count++] = values[i];
    *n = count;
    return finite;
}

struct moments moments_of(const double *values, size_t n) {
    struct moments moments = {.n = n, .mean = NAN, .sd = NAN, .median = NAN};
    cleanup_free double *finite = only_finite(values, &moments.n);
    if (moments.n == 0)
        return moments;
    moments.mean = gsl_stats_mean(finite, 1, moments.n);
    if (moments.n >= 2)
        moments.sd = gsl_stats_sd(finite, 1, moments.n);
    gsl_sort(finite, 1, moments.n);
    moments.median = gsl_stats_median_from_sorted_data(finite, 1, moments.n);
    return moments;
}

double mean_half_width(const struct moments *moments) {
    if (moments->n < 2)
        return NAN;
    double n = (double)moments->n;
    return gsl_cdf_tdist_Pinv(0.975, n - 1) * moments->sd / sqrt(n);
}

double scale_neutral(enum scale scale) {
    return scale == BY_RATIO ? 1 : 0;
}

double step_between(enum scale scale, double series, double reference) {
    if (!isfinite(series) || !isfinite(reference))
        return NAN;
    if (scale == BY_DIFFERENCE)
        return series - reference;
    return series > 0 && reference > 0 ? log(series) - log(reference) : NAN;
}

struct estimate estimate_from(enum scale scale, const double *steps, size_t n, double confidence) {
    struct moments moments = moments_of(steps, n);
    struct estimate estimate = {moments.n, moments.mean, NAN, NAN};
    if (estimate.n >= 2) {
        double t = gsl_cdf_tdist_Qinv((1 - confidence) / 2, (double)(estimate.n - 1));
        double half_width = t * moments.sd / sqrt((double)estimate.n);
        estimate.lo = moments.mean - half_width;
        estimate.hi = moments.mean + half_width;
    }
    if (scale == BY_RATIO) {
        estimate.value = exp(estimate.value);
        estimate.lo = exp(estimate.lo);
        estimate.hi = exp(estimate.hi);
    }
    return estimate;
}

/* |sum| of the steps, those whose bit is set in `flipped` with the opposite sign. */
static double flipped_sum(const double *steps, size_t n, uint64_t flipped) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += flipped >> i & 1 ? -steps[i] : steps[i];
    return fabs(sum);
}

/* Sign assignments come in mirrored pairs with the same |sum|: the last sign stays. */
static double exact_p(const double *steps, size_t n, double observed) {
    uint64_t assignments = UINT64_C(1) << (n - 1), extreme = 0;
    for (uint64_t flipped = 0; flipped < assignments; flipped++)
        extreme += flipped_sum(steps, n, flipped) >= observed;
    return (double)extreme / (double)assignments;
}

static double sampled_p(const double *steps, size_t n, double observed, size_t draws,
                        uint64_t seed) {
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    if (!random)
        return NAN;
    gsl_rng_set(random, seed);
    size_t extreme = 0;
    for (size_t draw = 0; draw < draws; draw++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += gsl_rng_uniform_int(random, 2) ? -steps[i] : steps[i];
        extreme += fabs(sum) >= observed;
    }
    gsl_rng_free(random);
    return ((double)extreme + 1) / ((double)draws + 1);
}

double permutation_p(const double *steps, size_t n, size_t draws, uint64_t seed) {
    cleanup_free double *finite = only_finite(steps, &n);
    if (!finite || n < PERMUTATION_MIN_PAIRS)
        return NAN;
    double magnitude = 0;
    for (size_t i = 0; i < n; i++)
        magnitude += fabs(finite[i]);
    /* Sums that are equal but for the order of their roundings must count as equal. */
    double observed = flipped_sum(finite, n, 0) - 1e-12 * magnitude;
    return n <= PERMUTATION_MAX_EXACT ? exact_p(finite, n, observed)
                                      : sampled_p(finite, n, observed, draws, seed);
}

double family_confidence(double family, size_t rows) {
    return rows ? 1 - (1 - family) / (double)rows : NAN;
}
