/* reference.c - times a chain of dependent additions. */
#include "harness/reference.h"

#include "common/clock.h"

#include <math.h>
#include <stdint.h>

enum { TURNS = 4096, TRIES = 16 };

/* A register is added, not a constant: recent CPUs do additions of constants while renaming. */
#define ADD                                                                                        \
    sum += step;                                                                                   \
    __asm__ volatile("" : "+r"(sum), "+r"(step));
#define FOUR(what) what what what what
#define ADDITIONS 16

static double chain_s(void) {
    uint64_t sum = 0, step = 1;
    double begin = clock_now();
    for (int turn = 0; turn < TURNS; turn++) {
        FOUR(FOUR(ADD))
    }
    return clock_now() - begin;
}

double reference_ghz(void) {
    double least_s = INFINITY;
    for (int i = 0; i < TRIES; i++)
        least_s = fmin(least_s, chain_s());
    return 1e-9 * TURNS * ADDITIONS / least_s;
}
