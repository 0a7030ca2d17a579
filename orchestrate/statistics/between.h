/* between.h - what two runs say of one thing: their blocks are independent of each other, so that
 * none is a pair. */
#ifndef VIRTAX_BETWEEN_H
#define VIRTAX_BETWEEN_H

#include "comparison.h"

/* What one run knows: the mean of n independent steps, and its standard error (NAN below 2). */
struct known {
    enum scale scale; /* the steps are logarithms, or in a unit */
    size_t n;
    double mean, error;
};

/* Of a comparison with a reference within that run. */
struct known known_of_comparison(const struct comparison *comparison);

/* Of plain values, one for each block; those that are not finite, or have no logarithm, do not
 * count. */
struct known known_of_values(enum scale scale, const double *values, size_t n);

/* `after` against `before`: the ratio of both, or their difference, with a 95 % interval after B.
 * L. Welch, "The generalization of 'Student's' problem when several different population variances
 * are involved", Biometrika 34 (1947) 28-35, on the degrees of freedom of F. E. Satterthwaite, "An
 * approximate distribution of estimates of variance components", Biometrics Bulletin 2 (1946)
 * 110-114, cut to a whole number: n is one more than these, so that comparison_error and whatever
 * is told from it holds. No interval where one side has fewer than two; NAN where the scales
 * differ. */
struct comparison between_of(const struct known *before, const struct known *after);

#endif
