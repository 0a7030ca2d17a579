/* measure.h - executes what a plan still lacks, block by block. */
#ifndef VIRTAX_MEASURE_H
#define VIRTAX_MEASURE_H

#include "plan/plan.h"
#include "records.h"

/* How the cells of a whole plan ended. */
struct outcome {
    size_t failed; /* no measurement: no record, a crash, a time-out, a failed check */
    size_t gated;  /* measured, but not valid: a gate failed */
};

/* Told between two blocks, while nothing measures; the status line is wiped. */
struct measure_listener {
    void (*between)(void *context, const struct plan_block *done, const struct plan_block *next);
    void *context;
};

/* A run's directory holds its plan already, and the caller the machine's measuring lock. Removes
 * what dead runs left, sets the surroundings, runs every block that is not complete (voiding what
 * an interruption left of it), captures the machine before and after, and unmakes everything it
 * made. After `most_s` seconds (INFINITY: whatever it takes) no further block is begun. `listener`
 * may be NULL. STATUS_INTERRUPTED after Ctrl-C; records stay. */
int measure(const struct plan *plan, const char *directory, double most_s,
            const struct measure_listener *listener, struct error *err);

/* Judges what the records in the directory say of the plan. */
int measure_judge(const struct plan *plan, const char *directory, struct outcome *outcome,
                  struct error *err);

/* Do all cells of a block have a record that counts? */
bool measure_is_complete(const struct plan *plan, const struct plan_block *block,
                         const struct records *records);

#endif
