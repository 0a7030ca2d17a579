/* measure.h - batches of every operation in turn, again and again, and what they came to. */
#ifndef VIRTAX_KERNELOPS_MEASURE_H
#define VIRTAX_KERNELOPS_MEASURE_H

#include "harness/histogram.h"
#include "harness/samples.h"
#include "harness/slices.h"
#include "kernelops/operation.h"

#include <stdbool.h>

/* A round is passes for at least so long: a sample is the median over its batches. */
#define ROUND_S 20e-3
#define KERNELOPS_WARMING "a batch of each operation, again and again"

/* One operation, as it is being measured. */
struct trial {
    const struct operation *operation;
    void *state;
    bool up;                /* set up, and to be taken down */
    const char *lacks;      /* not NULL: why it is left out */
    struct error failure;   /* not STATUS_OK: of the call that failed; nothing of it is a number */
    struct samples batches; /* ns for each operation, of each batch since the last round */
    struct samples rounds;  /* their medians */
    struct histogram all;   /* of all batches, in picoseconds */
};

struct trials {
    struct place place;
    size_t count;
    struct trial *trial;
};

/* Sets up the operations of a set. An operation that fails does not fail the others, and is kept
 * with its failure. Short of memory: -1. */
int trials_begin(struct trials *trials, const struct place *place, uint64_t set, struct error *err);

/* A batch of each operation that is set up and did not fail; it counts, or only warms up. */
int trials_pass(struct trials *trials, bool counts, struct error *err);

/* Passes for that long, one at least, whose medians become a sample each of `rounds`. */
int trials_round(struct trials *trials, double seconds, struct error *err);

/* How a slice is done (struct slicing): it warms up, then one round gives its results "time". */
int trials_slice(void *trials, struct slice *slice, struct error *err);

void trials_end(struct trials *trials);

#endif
