/* plan_sequence.h - the sequences of a plan: all blocks of one figure at one swept x.
 *
 * They are numbered in the order of the figures and of their swept values. */
#ifndef VIRTAX_PLAN_SEQUENCE_H
#define VIRTAX_PLAN_SEQUENCE_H

#include "plan.h"

struct plan_sequence {
    size_t figure;
    int x; /* as of a block */
};

/* How many there are. */
size_t plan_sequences(const struct plan *plan);

/* The one of that number, which is smaller. */
struct plan_sequence plan_sequence_at(const struct plan *plan, size_t number);

/* The number of the one that a block belongs to. */
size_t plan_sequence_of(const struct plan *plan, const struct plan_block *block);

/* "fig02", with a sweep "fig08/threads=4". Returns buffer. */
const char *plan_sequence_text(const struct plan *plan, size_t number, char *buffer, size_t size);

#endif
