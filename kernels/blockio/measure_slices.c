/* measure_slices.c - the crew in slices: engines and file stay open, and all threads sleep on a
 * condition between them. */
#include "blockio/crew.h"
#include "blockio/report.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "harness/slices.h"

static const double patience_s = 10;
static const char warming[] = "the requests of the test for 10 ms";

/* True with the next slice, which the worker has not done yet. */
static bool await_slice(struct crew *crew, uint64_t *done) {
    pthread_mutex_lock(&crew->lock);
    crew->resting++;
    pthread_cond_broadcast(&crew->changed);
    while (!crew->over && crew->slice == *done)
        pthread_cond_wait(&crew->changed, &crew->lock);
    bool go_on = !crew->over;
    *done = crew->slice;
    pthread_mutex_unlock(&crew->lock);
    return go_on;
}

void crew_worker_slices(struct crew *crew, struct worker *worker) {
    uint64_t done = 0;
    while (await_slice(crew, &done)) {
        struct error why = {0};
        if (worker_run(worker, &crew->schedule, &why) < 0)
            crew_stop(crew, &why);
    }
}

/* All workers go, or, `over`, end. */
static void start(struct crew *crew, bool over) {
    pthread_mutex_lock(&crew->lock);
    crew->slice++;
    crew->over = over;
    crew->resting = 0;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

/* Until all rest, or one has failed. */
static void await_rest(struct crew *crew) {
    pthread_mutex_lock(&crew->lock);
    while (crew->resting < crew->workers && crew->error.status == STATUS_OK)
        pthread_cond_wait(&crew->changed, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
}

static int failed(struct crew *crew, struct error *err) {
    if (err)
        *err = crew->error;
    return -1;
}

/* The workers count from when it was due, however late the timekeeper woke. */
static int begin(struct slice *slice, const struct schedule *schedule, struct error *err) {
    if (slice_begin(slice, err) < 0)
        return -1;
    slice->begin.wall_s = schedule->begin_s;
    return 0;
}

/* Requests until the seconds have passed, warmed up before; what was done is in the workers'
 * tallies. */
static int run_window(struct crew *crew, double seconds, double warm, struct slice *slice,
                      struct error *err) {
    struct schedule *schedule = &crew->schedule;
    schedule->begin_s = clock_now() + warm;
    schedule->end_s = schedule->begin_s + seconds;
    start(crew, false);
    crew_sleep_until(crew, schedule->begin_s);
    int result = slice && slice->begin.wall_s == 0 ? begin(slice, schedule, err) : 0;
    crew_sleep_until(crew, schedule->end_s);
    if (slice && slice_end(slice, err) < 0)
        result = -1;
    await_rest(crew);
    return crew->error.status == STATUS_OK ? result : failed(crew, err);
}

static uint64_t done(const struct tally *tally) {
    return tally->done[KIND_READ] + tally->done[KIND_WRITE];
}

static int collect(struct crew *crew, struct tally *slice, struct error *err) {
    for (unsigned i = 0; i < crew->workers; i++) {
        const struct tally *part = worker_tally(crew->worker[i]);
        if (crew_merge(slice, part, err) < 0 || crew_merge(&crew->measure->total, part, err) < 0)
            return -1;
        worker_forget(crew->worker[i]);
    }
    return 0;
}

/* A window without a request that was done is none: there is another after it. */
static int run_until_done(struct crew *crew, struct slice *slice, struct tally *tally,
                          double *seconds, struct error *err) {
    double warm = SLICE_WARM_S;
    *seconds = 0;
    do {
        if (run_window(crew, slice->seconds, warm, slice, err) < 0 || collect(crew, tally, err) < 0)
            return -1;
        *seconds += slice->seconds;
        warm = 0;
    } while (done(tally) == 0 && *seconds < patience_s);
    return done(tally) > 0 ? 0 : error_failed(err, "nothing was done within %g s", *seconds);
}

static int run(void *state, struct slice *slice, struct error *err) {
    struct crew *crew = state;
    double seconds;
    struct tally *tally = calloc(1, sizeof *tally);
    if (!tally)
        return error_errno(err, "a tally");
    int result = run_until_done(crew, slice, tally, &seconds, err);
    if (result == 0)
        result = report_slice(crew->measure, tally, seconds, slice, err);
    free(tally->interval);
    free(tally);
    return result;
}

static int warm_up(struct crew *crew, struct error *err) {
    if (run_window(crew, crew->measure->options->ramp_s, SLICE_WARM_S, NULL, err) < 0)
        return -1;
    for (unsigned i = 0; i < crew->workers; i++)
        worker_forget(crew->worker[i]);
    return 0;
}

int crew_keep_slices(struct crew *crew, struct error *err) {
    const struct slicing slicing = {.state = crew, .run = run, .warming = warming};
    await_rest(crew);
    int result = crew->error.status == STATUS_OK ? warm_up(crew, err) : failed(crew, err);
    if (result == 0)
        result = slices_follow(&slicing, crew->record, err);
    start(crew, true);
    return result;
}
