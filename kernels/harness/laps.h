/* laps.h - passes that all threads of a team run at once, timed from the first begin to the last
 * end. */
#ifndef VIRTAX_LAPS_H
#define VIRTAX_LAPS_H

#include "common/error.h"
#include "threads.h"

/* When a thread began and ended a pass; a cache line for each, so that they do not disturb. */
struct lap {
    _Alignas(64) double begin_s;
    double end_s;
};

struct laps {
    struct barrier barrier; /* also for the threads' own use between passes */
    struct lap *lap;
    unsigned threads;
};

int laps_init(struct laps *laps, const struct team *team, struct error *err);
void laps_free(struct laps *laps);

/* Every thread calls laps_begin, does its share of the pass, and calls laps_end. That returns
 * seconds to thread 0, NAN to the others: by its own clock alone a thread that is woken late would
 * miss what the others did meanwhile. */
void laps_begin(struct laps *laps, unsigned thread);
double laps_end(struct laps *laps, unsigned thread);

#endif
