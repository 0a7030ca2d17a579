/* permutation.c - a Feistel network over the next power of two; what falls outside is mapped again.
 * */
#include "permutation.h"

#include "common/mix.h"

enum { ROUNDS = 4 };

static uint64_t low_mask(unsigned bits) {
    return bits == 0 ? 0 : UINT64_MAX >> (64 - bits);
}

struct permutation permutation_make(uint64_t count, uint64_t key) {
    unsigned bits = count > 1 ? 64 - (unsigned)__builtin_clzll(count - 1) : 0;
    return (struct permutation){
        .count = count, .key = key, .low_bits = bits - bits / 2, .high_bits = bits / 2};
}

/* The halves take turns: a round changes one by a function of the other, so running the rounds
 * backwards undoes them, also where the halves are not equally wide. */
static uint64_t one_round(const struct permutation *p, uint64_t value, unsigned round) {
    uint64_t low = value & low_mask(p->low_bits), high = value >> p->low_bits;
    if (round % 2 == 0)
        high ^= mix(p->key + (low << 2) + round) & low_mask(p->high_bits);
    else
        low ^= mix(p->key + (high << 2) + round) & low_mask(p->low_bits);
    return high << p->low_bits | low;
}

uint64_t permutation_at(const struct permutation *p, uint64_t position) {
    uint64_t value = position;
    do {
        for (unsigned round = 0; round < ROUNDS; round++)
            value = one_round(p, value, round);
    } while (value >= p->count);
    return value;
}

uint64_t permutation_position(const struct permutation *p, uint64_t value) {
    uint64_t position = value;
    do {
        for (unsigned round = ROUNDS; round-- > 0;)
            position = one_round(p, position, round);
    } while (position >= p->count);
    return position;
}
