/* lfsr.h - the random numbers of HPC Challenge's RandomAccess.
 *
 * The sequence 1, x, x^2, ... of polynomials over GF(2) modulo x^64 + x^2 + x + 1, bit i of a value
 * being the coefficient of x^i: a 64-bit shift register with feedback 7. Source: HPC Challenge
 * RandomAccess rules (icl.utk.edu/hpcc) and HPCC 1.5, RandomAccess/utility.c. */
#ifndef VIRTAX_RANDOMACCESS_LFSR_H
#define VIRTAX_RANDOMACCESS_LFSR_H

#include <stdint.h>

enum { LFSR_FEEDBACK = 7 };

/* The sequence repeats itself after so many values. */
#define LFSR_PERIOD UINT64_C(1317624576693539401)

/* The value after `value`: times x. */
static inline uint64_t lfsr_next(uint64_t value) {
    return value << 1 ^ (LFSR_FEEDBACK & -(value >> 63));
}

/* The value at a position of the sequence (0: the value 1), as HPCC_starts: x^position by squaring
 * and multiplying by x. */
uint64_t lfsr_at(uint64_t position);

/* Values of the sequence that are still to be used: the one after `value`, and on. */
struct stream {
    uint64_t value;
    uint64_t count;
};

/* A stretch of the sequence: update i uses the value at position i + 1, as HPCC counts. */
struct stretch {
    uint64_t first;
    uint64_t count;
};

/* The n-th of `parts` stretches that together make `whole`, in order; none is longer than another
 * by more than one. */
struct stretch stretch_part(struct stretch whole, unsigned parts, unsigned n);

/* A stream at the beginning of a stretch, by jumping ahead. */
struct stream stream_of(struct stretch stretch);

#endif
