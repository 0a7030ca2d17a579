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
    uint64_t present; /* keys that the store holds */
    uint64_t stride;
    unsigned samples;
    struct expected_key sample[SAMPLES_MAX];
};

/* Of so many requests by each client, in `made`; with `prefill` all keys were set before. */
int expected_make(struct expected *expected, const struct operations *operations,
                  const uint64_t *made, bool prefill, struct error *err);

#endif
