/* factorial.h - a figure whose series are all combinations of ways to the network and to storage.
 */
#ifndef VIRTAX_FACTORIAL_H
#define VIRTAX_FACTORIAL_H

#include "plan/plan.h"

enum { FACTORS = 2, FACTOR_LEVELS = 4 /* at most: there are no more ways */ };

struct factor {
    const char *name; /* "network" */
    size_t count;
    const char *level[FACTOR_LEVELS]; /* in the order of the series */
};

struct factorial {
    struct factor factor[FACTORS];
    size_t cell[FACTOR_LEVELS][FACTOR_LEVELS]; /* series by the levels of both factors */
};

/* Reads it from the traits of the series of one kind: of containers, say, beside which a native
 * series may stand. False where no kind has one: a combination is missing or there twice, a factor
 * has one level alone, some series has no way to the network or to storage, or they differ in
 * something else (features, parameters, treatment). The twin of an A/A run is no combination. */
bool factorial_of(const struct plan_figure *figure, struct factorial *factorial);

#endif
