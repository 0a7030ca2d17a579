/* spread.h - how the steps of a row's blocks scatter, by level (docs/method.md, spread). In the
 * unit of the steps: log ratios, or the row's own. Each is NAN where it cannot be told. */
#ifndef VIRTAX_SPREAD_H
#define VIRTAX_SPREAD_H

#include "steps.h"

struct spread {
    double slices; /* between the rounds of one block: median over the blocks of their scatter */
    double rounds; /* of a block: median over the blocks */
    double alone;  /* the SD between blocks that the slices' scatter alone would make: that of a
                      median of so many, 1.2533 slices / sqrt(rounds) */
    double blocks; /* SD between blocks, which includes all below it */
    double boots;  /* SD that boots add to that, where there are several with several blocks each */
    double lag1;   /* correlation between neighbours in the order of blocks; from 6 blocks on */
    double n_effective; /* blocks without that correlation that would tell as much: n (1 - lag1) /
                           (1 + lag1), for positive ones; n otherwise */
    double skewness;    /* of the steps, from 5 blocks on: m3 / m2^1.5 */
};

/* Of the steps that are finite, in the order of their blocks. */
struct spread spread_of(const struct step *step, size_t blocks);

/* Where blocks are fewer, one-sided noise makes intervals too short: docs/method.md, coverage. */
enum { SPREAD_ENOUGH_BLOCKS = 10 };

/* From this on a sample's skewness is called one: fewer than one in twenty normal samples of 5 to
 * 9 values reach it, and only a sixth to a third of exponential ones. */
extern const double SPREAD_SKEWED;

#endif
