/* statistics.h - the numbers of docs/method.md, estimate. Pure functions on arrays; NAN where
 * undefined. */
#ifndef VIRTAX_STATISTICS_H
#define VIRTAX_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

/* Of the values that are finite: n, arithmetic mean, sample standard deviation (n-1; NAN for n <
 * 2), median. */
struct moments {
    size_t n;
    double mean, sd, median;
};
struct moments moments_of(const double *values, size_t n);

/* Half the width of the mean's 95 % t interval; NAN for n < 2. */
double mean_half_width(const struct moments *moments);

/* An estimate over n pairs, with its interval. NAN where it does not exist: value below one pair,
 * lo and hi below two. */
struct estimate {
    size_t n;
    double value, lo, hi;
};

/* How a series is compared with a reference, pair by pair: as series/reference, estimated as
 * exp(mean of the log ratios), or, where a value can be 0, as mean of series - reference. What one
 * pair says is its step. */
enum scale { BY_RATIO, BY_DIFFERENCE };

/* What says that there is no difference: 1 or 0. */
double scale_neutral(enum scale scale);

/* What a pair says: log(series / reference), or series - reference. NAN where either is not finite,
 * or there is no ratio since one is not positive. */
double step_between(enum scale scale, double series, double reference);

/* The estimate from the steps of n pairs, with a two-sided t interval of `confidence` (0.95) on n-1
 * degrees of freedom. Steps that are not finite do not count; n counts those that do. */
struct estimate estimate_from(enum scale scale, const double *steps, size_t n, double confidence);

/* Two-sided sign-flip permutation test of "the mean of the steps is 0" (E. S. Edgington,
 * Randomization Tests): the share of all 2^n sign assignments with at least the observed absolute
 * mean; for n > 20, `draws` random ones of seed `seed`, with (b + 1) / (draws + 1) (Phipson & Smyth
 * 2010). Steps that are not finite do not count; NAN for fewer than 6 that do. */
double permutation_p(const double *steps, size_t n, size_t draws, uint64_t seed);

/* The confidence each of `rows` intervals needs so that all together hold with `family`:
 * 1 - (1 - family) / rows (Bonferroni). */
double family_confidence(double family, size_t rows);

#endif
