/* crew.h - threads that each work until a window of time is over, and the timekeeper who opens it:
 * for kernels whose unit of work is a span of time. */
#ifndef VIRTAX_CREW_H
#define VIRTAX_CREW_H

#include "common/error.h"
#include "harness/slices.h"
#include "harness/threads.h"
#include "harness/usage.h"

#include <jansson.h>
#include <stdatomic.h>

/* What all workers are told. */
struct window {
    _Atomic bool stop;     /* something failed: begin nothing more */
    double begin_s, end_s; /* of what counts, by clock_now(); end_s may be infinite */
};

/* The hooks get `state`; workers have the numbers 0 to workers - 1. */
struct crew_job {
    void *state;
    struct team *team;   /* a thread for each worker and, as the last, the timekeeper */
    double ramp_s;       /* worked without being counted, once */
    double time_s;       /* of the window; 0: until all workers have returned */
    const char *warming; /* before each slice: evidence.slice_warming */

    /* In the worker's own thread: once before all (NULL: there is nothing to open), whenever there
     * is a window, once after all (NULL). What open could not open is not worked with and not
     * closed. */
    int (*open)(void *state, unsigned worker, struct error *err);
    int (*work)(void *state, unsigned worker, const struct window *window, struct error *err);
    void (*close)(void *state, unsigned worker);

    /* The first window is about to open, at that time. NULL: nobody needs to know. */
    void (*start)(void *state, double start_s);

    /* While no worker works: takes over what they counted since the last time, for the results of a
     * slice and of the whole, or forgets it. *done (at first 0) grows by what was done. */
    int (*gather)(void *state, bool counts, uint64_t *done, struct error *err);
    /* The results of what was gathered for this slice, which lasted so many seconds. */
    int (*slice)(void *state, struct slice *slice, double seconds, struct error *err);
};

/* Works for one window, with the marks and `begin` and `end` around it; or where `record` is not
 * NULL in slices, which give it their results. Returns when no worker works any more. The first
 * error of any of them ends it. */
int crew_run(const struct crew_job *job, json_t *record, struct usage *begin, struct usage *end,
             struct error *err);

#endif
