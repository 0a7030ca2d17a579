/* lfsr.c - jumps to any position of the sequence by squaring in GF(2). */
#include "lfsr.h"

/* Squaring over GF(2) has no cross terms: it only moves the coefficient of x^i to x^2i. */
static uint64_t square(uint64_t value) {
    uint64_t sum = 0;
    for (int bit = 63; bit >= 0; bit--) {
        sum = lfsr_next(lfsr_next(sum));
        sum ^= value >> bit & 1;
    }
    return sum;
}

uint64_t lfsr_at(uint64_t position) {
    uint64_t value = 1;
    for (int bit = 63; bit >= 0; bit--) {
        value = square(value);
        if (position >> bit & 1)
            value = lfsr_next(value);
    }
    return value;
}

struct stretch stretch_part(struct stretch whole, unsigned parts, unsigned n) {
    uint64_t each = whole.count / parts, left = whole.count % parts;
    uint64_t begin = each * n + left * n / parts;
    uint64_t end = each * (n + 1) + left * (n + 1) / parts;
    return (struct stretch){.first = whole.first + begin, .count = end - begin};
}

struct stream stream_of(struct stretch stretch) {
    return (struct stream){.value = lfsr_at(stretch.first), .count = stretch.count};
}
