/* work.h - units of work, one after the other on all threads of a team, until it is enough. */
#ifndef VIRTAX_WORK_H
#define VIRTAX_WORK_H

#include "common/error.h"
#include "laps.h"
#include "slices.h"
#include "threads.h"

#include <stdbool.h>

/* The threads live for all units: between two of them there is a barrier and no more. */
struct work {
    /* One whole unit: every thread of the team calls it, and times what it times by the laps. What
     * thread 0 writes after its last lap is seen by all in the next unit. Only thread 0 may fail
     * and has an `err`. Without a team the calling thread does it alone, without laps. */
    int (*unit)(void *state, struct laps *laps, unsigned thread, struct error *err);
    /* Asked after each unit, by thread 0: are the units that were done enough, now that the time is
     * up or not? */
    bool (*enough)(const void *state, bool time_is_up);

    /* For slices: what warms up caches after a pause, on every thread, again and again. NULL: a
     * whole unit does. Fails as `unit` does. */
    int (*warm)(void *state, struct laps *laps, unsigned thread, struct error *err);
};

/* Does units until they are enough; the time is up after `seconds` (0: never). `team` NULL: by the
 * calling thread. */
int work_run(const struct work *work, void *state, struct team *team, double seconds,
             struct error *err);

/* One unit. */
int work_once(const struct work *work, void *state, struct team *team, struct error *err);

/* One slice: threads that are made for it warm up for SLICE_WARM_S, call slice_begin(), do units
 * until its seconds are over (one at least; `enough` is not asked), call slice_end() and are gone.
 * `warmed` (may be NULL) is called with its argument when they have warmed up. */
int work_slice(const struct work *work, void *state, struct team *team, struct slice *slice,
               void (*warmed)(void *argument), void *argument, struct error *err);

#endif
