/* precision.h - how precisely a plan's records tell each sequence's overheads, and how many blocks
 * more a wanted precision takes (stein.h). */
#ifndef VIRTAX_PRECISION_H
#define VIRTAX_PRECISION_H

#include "measure/records.h"
#include "plan/plan.h"

/* Of one sequence (plan/plan_sequence.h): its series against the reference, at every result.
 * Emulated guests are not asked for precision, since what they cost is not what guests cost, but
 * where nothing else is compared. */
struct precision {
    size_t rows;      /* comparisons that have an interval */
    size_t untold;    /* those that have none: fewer than two pairs, or a reference of 0 */
    size_t emulated;  /* those of emulated guests that are not counted above */
    bool by_emulated; /* those above are of emulated guests */
    /* Of the comparison that takes the most blocks; "" where no row has an interval: */
    char series[160], x[64];
    double half_width; /* of its interval, as a share of the estimate, or of the reference's mean
                          where a metric can be 0 */
    size_t pairs;      /* blocks that both sides have */
    size_t more;       /* blocks that the wanted half-width takes beyond these */
};

/* Of every sequence of the plan, by its number; free(3) the list. `wanted` is the half-width as a
 * share: of ratios the interval's upper end is to be no further from the estimate. */
int precision_of(const struct plan *plan, const struct records *records, double wanted,
                 struct precision **list, struct error *err);

#endif
