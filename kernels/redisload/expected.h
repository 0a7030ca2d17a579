/* expected.h - what the store must hold after the requests that were made: an account of its own,
 * made by going through them all once more. */
#ifndef VIRTAX_REDISLOAD_EXPECTED_H
#define VIRTAX_REDISLOAD_EXPECTED_H

#include "redisload/operations.h"

enum { SAMPLES_MAX = 1000 };

/* Every stride-th key is looked at: which request set it last, if any. */
struct expected_key {
    bool present;
    uint64_t number; /* as operation_value() takes it */
};

struct expected {
    uint8_t *is_present; /* a bit for each key; NULL: all were set before */
    uint64_t present;    /* keys that the store holds */
    uint64_t stride;
    unsigned samples;
    struct expected_key sample[SAMPLES_MAX];
};

/* Takes the memory of an account: before anything is measured, lest there is too little after. */
int expected_init(struct expected *expected, const struct operations *operations, bool prefill,
                  struct error *err);
void expected_free(struct expected *expected);

/* Fills it with so many requests by each client, in `made`. */
void expected_make(struct expected *expected, const struct operations *operations,
                   const uint64_t *made);

#endif
