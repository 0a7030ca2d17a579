/* permutation.h - the numbers below a limit in a random order, each once, without a list of them.
 *
 * A Feistel network permutes the next power of two; values beyond the limit are sent through it
 * again until one falls below ("cycle walking", J. Black and P. Rogaway: "Ciphers with arbitrary
 * finite domains", CT-RSA 2002). Less than two trips on average, no memory, any limit. */
#ifndef VIRTAX_BLOCKIO_PERMUTATION_H
#define VIRTAX_BLOCKIO_PERMUTATION_H

#include <stdint.h>

struct permutation {
    uint64_t count;
    uint64_t key;
    unsigned low_bits, high_bits; /* halves of the smallest power of two that holds `count` */
};

/* A permutation of 0..count-1 (count at least 1) chosen by `key`. */
struct permutation permutation_make(uint64_t count, uint64_t key);

/* The value at a position below `count`, and the position of a value. */
uint64_t permutation_at(const struct permutation *permutation, uint64_t position);
uint64_t permutation_position(const struct permutation *permutation, uint64_t value);

#endif
