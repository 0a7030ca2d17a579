/* sequence.h - which block a job asks for next, whether it reads or writes it, and when.
 *
 * Everything follows from the seed and the number of steps taken, so that what any block must hold
 * afterwards can be told without a list of what was done. A job owns a range of blocks: jobs never
 * meet on a block. The range is gone through again and again; each time is a pass. */
#ifndef VIRTAX_BLOCKIO_SEQUENCE_H
#define VIRTAX_BLOCKIO_SEQUENCE_H

#include "permutation.h"

#include <pthread.h>
#include <stdbool.h>

struct sequence_plan {
    uint64_t first, count;  /* the job's blocks */
    bool random;            /* otherwise ascending */
    bool repeat;            /* random with repeats: each block is drawn anew */
    unsigned write_percent; /* of the steps: 0 reads only, 100 writes only */
    bool apart;             /* a pass begins only when the last one's steps are all done */
    double interval_s;      /* open loop: from one step's intended start to the next; 0: closed */
    double first_s;         /* open loop: the first step's intended start, by clock_now() */
    uint64_t seed;
};

/* The members are the functions' own. Several threads may share a sequence. */
struct sequence {
    struct sequence_plan plan;
    pthread_mutex_t lock;
    uint64_t taken, done, pass;
    uint64_t index; /* within the pass */
    struct permutation order;
};

struct step {
    uint64_t block;
    uint64_t pass;
    bool write;
    double start_s; /* intended (open loop), or the time it was taken */
};

int sequence_init(struct sequence *sequence, const struct sequence_plan *plan);
void sequence_destroy(struct sequence *sequence);

/* Takes the next step. False where there is none yet: *due_s is then the time to ask again, or
 * infinite where steps of the last pass must be done first. */
bool sequence_take(struct sequence *sequence, double now_s, struct step *step, double *due_s);

/* A step is done; needed where passes are kept apart. */
void sequence_done(struct sequence *sequence);

/* How often a block has been written, as far as it matters: 1 + the last pass that wrote it, 0 for
 * never. `before` the steps of a pass, or `after` all steps taken. Not with `repeat`. */
uint64_t sequence_generation_before(const struct sequence *sequence, uint64_t block, uint64_t pass);
uint64_t sequence_generation_after(const struct sequence *sequence, uint64_t block);

#endif
