/* laps.c - a barrier before and after each pass, and the earliest begin and latest end. */
#include "laps.h"
#include "common/cpu_set.h"

#include "common/clock.h"

#include <math.h>
#include <stdlib.h>

int laps_init(struct laps *laps, const struct team *team, struct error *err) {
    *laps = (struct laps){.threads = team->threads};
    barrier_init(&laps->barrier, team->threads, (unsigned)cpu_set_count(&team->cpus));
    laps->lap = aligned_alloc(_Alignof(struct lap), team->threads * sizeof *laps->lap);
    return laps->lap ? 0 : error_errno(err, "laps of %u threads", team->threads);
}

void laps_free(struct laps *laps) {
    free(laps->lap);
    *laps = (struct laps){0};
}

void laps_begin(struct laps *laps, unsigned thread) {
    barrier_wait(&laps->barrier);
    laps->lap[thread].begin_s = clock_now();
}

double laps_end(struct laps *laps, unsigned thread) {
    laps->lap[thread].end_s = clock_now();
    barrier_wait(&laps->barrier);
    if (thread != 0)
        return NAN;
    double begin = laps->lap[0].begin_s, end = laps->lap[0].end_s;
    for (unsigned i = 1; i < laps->threads; i++) {
        begin = fmin(begin, laps->lap[i].begin_s);
        end = fmax(end, laps->lap[i].end_s);
    }
    return end - begin;
}
