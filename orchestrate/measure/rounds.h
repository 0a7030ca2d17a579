/* rounds.h - who works in which round of a sliced block, in which order, for how long, and when it
 * is enough (docs/method.md, slices). */
#ifndef VIRTAX_ROUNDS_H
#define VIRTAX_ROUNDS_H

#include "plan/plan.h"

#include <stdint.h>

enum { ROUNDS_LEAST = 10, ROUNDS_LEAST_OF_SLOW = 5 };

/* What is known of one of those that take turns. */
struct rounds_member {
    bool present;
    unsigned slices;
    double spent_s;  /* from telling to answer, summed */
    double worked_s; /* measured, summed */
    double way_s;    /* the least of a slice that was neither work nor warming */
};

struct rounds {
    size_t count;
    struct rounds_member *member;
    size_t *order; /* of those that work in this round */
    size_t reference;
    unsigned round;  /* from 1; 0 before the first */
    double target_s; /* what the reference is to measure */
    double slice_s;
    bool fixed;     /* the slice is the user's */
    uint64_t state; /* of the generator */
};

/* For the members of a block, none of which is present yet; rounds_free it. */
int rounds_begin(struct rounds *rounds, const struct plan *plan, const struct plan_block *block,
                 struct error *err);
void rounds_free(struct rounds *rounds);

void rounds_join(struct rounds *rounds, size_t member, bool is_reference);
void rounds_leave(struct rounds *rounds, size_t member);

/* Puts all that are present into rounds->order, in a random order; returns how many. */
size_t rounds_all(struct rounds *rounds);

/* Puts who works in the next round into rounds->order, in a random order drawn from the plan's seed
 * and the block; returns how many. One that is far slower than the reference takes part in so few
 * that it takes no more time than the reference, but in ROUNDS_LEAST_OF_SLOW at least. */
size_t rounds_next(struct rounds *rounds);

/* A slice of this round took `work_s` of measured work and `warm_s` of warming, within `host_s` of
 * this host's time. */
void rounds_note(struct rounds *rounds, size_t member, double work_s, double warm_s, double host_s);

/* How long slices are to be: 20 ms to 200 ms, so that the way to the kernels takes less than a
 * tenth of it, unless the plan says how long. */
double rounds_slice_s(const struct rounds *rounds);

/* The reference, or where it is gone whoever is left, has measured long enough, and all have worked
 * in enough rounds. */
bool rounds_enough(const struct rounds *rounds);

#endif
