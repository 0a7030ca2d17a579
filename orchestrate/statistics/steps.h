/* steps.h - how far a series stood from its reference in one block (docs/method.md, estimate). */
#ifndef VIRTAX_STEPS_H
#define VIRTAX_STEPS_H

#include "record_values.h"
#include "statistics.h"

/* The step of one block: log(series / reference), or series - reference. Where both were measured
 * in slices, the median of the steps of the rounds that both have; otherwise that of their values.
 */
struct step {
    double value;    /* NAN: no pair */
    size_t rounds;   /* that it is the median of; 0: of whole cells */
    double scatter;  /* of the rounds' steps: 1.4826 times their median absolute deviation, which is
                        a normal distribution's SD; NAN below 3 rounds */
    json_int_t boot; /* that the series ran in; 0 where there is none */
};

/* Of two records (NULL: none) of one block, by their result (metric, x). */
struct step step_of_records(enum scale scale, const json_t *series, const json_t *reference,
                            const char *metric, const char *x);

/* The same of the rounds from..to-1 alone; NAN where fewer than `least` of them are pairs. */
struct step step_of_rounds(enum scale scale, const json_t *series, const json_t *reference,
                           const char *metric, const char *x, json_int_t from, json_int_t to,
                           size_t least);

/* The round after the last of a record's; 0 where it was not measured in slices. */
json_int_t record_rounds(const json_t *record);

/* Of two plain values; NAN where either is not finite or has no ratio. */
struct step step_of_values(enum scale scale, double series, double reference);

#endif
