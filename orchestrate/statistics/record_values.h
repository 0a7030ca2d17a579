/* record_values.h - what a record's kernels found: the value of a result, and its slices by round.
 */
#ifndef VIRTAX_RECORD_VALUES_H
#define VIRTAX_RECORD_VALUES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* The value of one datum: the result (metric, x) of a valid record's kernel, or else of its peer's;
 * NAN where there is none. x may be "send|receive": whichever there is. */
double record_value(const json_t *record, const char *metric, const char *x);

/* Did an emulator carry out its instructions? */
bool record_is_emulated(const json_t *record);

/* A result's sample in one slice, and the round of its block in which that slice was run. */
struct slice {
    json_int_t round;
    double value;
};

/* The slices of the result that record_value tells, those that have a finite sample, by ascending
 * round; to be freed. NULL (and *count 0) where the record was not measured in slices, has none of
 * that result, or memory is short. */
struct slice *record_slices(const json_t *record, const char *metric, const char *x, size_t *count);

#endif
