/* comparison.h - a series against another one, by ratio or by difference. */
#ifndef VIRTAX_COMPARISON_H
#define VIRTAX_COMPARISON_H

#include "spread.h"

#include <stdbool.h>

/* Paired by block: by ratio, or, where some value at this x is not positive, by difference, in the
 * row's unit. The other of the two is empty: n = 0, all NAN. */
struct comparison {
    struct estimate ratio, difference;
    double p; /* permutation test; NAN below 6 pairs */
    struct spread spread;
};

/* One step for each block; a block whose step is NAN is no pair. */
struct comparison comparison_of(enum scale scale, const struct step *step, size_t blocks,
                                uint64_t seed);

/* Its estimate alone, at another confidence. */
struct estimate comparison_estimate(enum scale scale, const struct step *step, size_t blocks,
                                    double confidence);

/* Of n values with themselves: no difference, and no interval. */
struct comparison comparison_with_itself(enum scale scale, size_t n);

/* BY_DIFFERENCE where some value is 0 or less, of which no ratio can be told. */
enum scale scale_for(const double *values, size_t n);

/* The standard error that the estimate's interval was made with, in the unit of the steps; NAN
 * below two pairs. */
double comparison_error(const struct comparison *comparison);

/* Its smallest step that could have been resolved (power.h): a share ("0.01" is one percent) for a
 * ratio, in the row's unit for a difference. NAN below two pairs. */
double comparison_resolves(const struct comparison *comparison);

enum scale scale_of(const struct comparison *comparison);

/* Whichever of the two there is. */
const struct estimate *estimate_of(const struct comparison *comparison);

/* 1 where an interval lies wholly above no difference, -1 below it, 0 where it includes it or does
 * not exist. */
int side_of(enum scale scale, const struct estimate *estimate);

#endif
