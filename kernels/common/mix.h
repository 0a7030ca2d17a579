/* mix.h - scatters the bits of a number: the source of every choice that must be repeatable from a
 * seed alone, without a generator's state. */
#ifndef VIRTAX_MIX_H
#define VIRTAX_MIX_H

#include <stdint.h>

/* The output function of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", OOPSLA 2014): a bijection of 64 bits in which every bit depends on all others. */
static inline uint64_t mix(uint64_t value) {
    value += UINT64_C(0x9e3779b97f4a7c15);
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

/* A key made of two numbers. */
static inline uint64_t mix_pair(uint64_t a, uint64_t b) {
    return mix(mix(a) ^ b);
}

#endif
