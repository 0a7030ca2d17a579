/* crew.c - workers sleep on a condition until the timekeeper opens a window, and again after it. */
#include "harness/crew.h"

#include "common/clock.h"
#include "common/interrupts.h"
#include "harness/marks.h"

#include <math.h>
#include <pthread.h>

/* How long a slice is gone on with in which nothing was done. */
static const double patience_s = 10;

struct crew {
    const struct crew_job *job;
    json_t *record; /* NULL: one window */
    struct usage *begin, *end;
    struct window window;
    unsigned workers;

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    struct error error; /* the first */
    uint64_t turn;      /* how many windows were opened */
    bool over;          /* there are no more */
    unsigned resting;   /* workers that wait for the next one */
};

static void stop(struct crew *crew, const struct error *cause) {
    atomic_store(&crew->window.stop, true);
    pthread_mutex_lock(&crew->lock);
    if (crew->error.status == STATUS_OK)
        crew->error = *cause;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

/* True with the next window, which the worker has not worked in yet. */
static bool await_turn(struct crew *crew, uint64_t *done) {
    pthread_mutex_lock(&crew->lock);
    crew->resting++;
    pthread_cond_broadcast(&crew->changed);
    while (!crew->over && crew->turn == *done)
        pthread_cond_wait(&crew->changed, &crew->lock);
    bool go_on = !crew->over;
    *done = crew->turn;
    pthread_mutex_unlock(&crew->lock);
    return go_on;
}

static void work(struct crew *crew, unsigned number) {
    const struct crew_job *job = crew->job;
    struct error err = {0};
    uint64_t done = 0;
    bool open = !job->open || job->open(job->state, number, &err) == 0;
    if (!open)
        stop(crew, &err);
    while (await_turn(crew, &done)) {
        if (open && job->work(job->state, number, &crew->window, &err) < 0)
            stop(crew, &err);
    }
    if (open && job->close)
        job->close(job->state, number);
}

/* All workers go, or, `over`, end. */
static void go(struct crew *crew, bool over) {
    pthread_mutex_lock(&crew->lock);
    crew->turn++;
    crew->over = over;
    crew->resting = 0;
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}

/* Until that time, which may be infinite, or until all workers rest; -1 where one has failed. */
static int sleep_until(struct crew *crew, double until_s, struct error *err) {
    struct timespec until = clock_timespec(isfinite(until_s) ? until_s : 0);
    pthread_mutex_lock(&crew->lock);
    while (crew->error.status == STATUS_OK && crew->resting < crew->workers &&
           clock_now() < until_s) {
        if (isfinite(until_s))
            pthread_cond_clockwait(&crew->changed, &crew->lock, CLOCK_MONOTONIC, &until);
        else
            pthread_cond_wait(&crew->changed, &crew->lock);
    }
    bool failed = crew->error.status != STATUS_OK;
    if (failed && err)
        *err = crew->error;
    pthread_mutex_unlock(&crew->lock);
    return failed ? -1 : 0;
}

static int await_rest(struct crew *crew, struct error *err) {
    return sleep_until(crew, INFINITY, err);
}

static void open_window(struct crew *crew, double ramp_s, double seconds) {
    const struct crew_job *job = crew->job;
    double start_s = clock_now();
    if (crew->turn == 0 && job->start)
        job->start(job->state, start_s);
    crew->window.begin_s = start_s + ramp_s;
    crew->window.end_s = crew->window.begin_s + seconds;
    go(crew, false);
}

static int begin(struct crew *crew, struct error *err) {
    return mark_begin(err) < 0 || usage_note(crew->begin, err) < 0 ? -1 : 0;
}

static int one_window(struct crew *crew, struct error *err) {
    const struct crew_job *job = crew->job;
    uint64_t done = 0;
    if (job->ramp_s == 0 && begin(crew, err) < 0)
        return -1;
    open_window(crew, job->ramp_s, job->time_s > 0 ? job->time_s : INFINITY);
    if (job->ramp_s > 0 &&
        (sleep_until(crew, crew->window.begin_s, err) < 0 || begin(crew, err) < 0))
        return -1;
    if (sleep_until(crew, crew->window.end_s, err) < 0 || usage_note(crew->end, err) < 0 ||
        mark_end(err) < 0 || await_rest(crew, err) < 0)
        return -1;
    return job->gather(job->state, true, &done, err);
}

/* The workers count from when the window was due, however late the timekeeper woke. */
static int begin_slice(const struct crew *crew, struct slice *slice, struct error *err) {
    if (slice->begin.wall_s > 0)
        return 0;
    if (slice_begin(slice, err) < 0)
        return -1;
    slice->begin.wall_s = crew->window.begin_s;
    return 0;
}

/* A window without anything that was done is none: there is another after it. */
static int run_slice(void *state, struct slice *slice, struct error *err) {
    struct crew *crew = state;
    const struct crew_job *job = crew->job;
    double warm_s = SLICE_WARM_S, seconds = 0;
    uint64_t done = 0;
    while (done == 0 && seconds < patience_s) {
        open_window(crew, warm_s, slice->seconds);
        if (sleep_until(crew, crew->window.begin_s, err) < 0 || begin_slice(crew, slice, err) < 0 ||
            sleep_until(crew, crew->window.end_s, err) < 0 || slice_end(slice, err) < 0 ||
            await_rest(crew, err) < 0 || job->gather(job->state, true, &done, err) < 0)
            return -1;
        if (interrupts_seen())
            return error_interrupted(err);
        seconds += slice->seconds;
        warm_s = 0;
    }
    return done > 0 ? job->slice(job->state, slice, seconds, err)
                    : error_failed(err, "nothing was done within %g s", seconds);
}

static int slice_by_slice(struct crew *crew, struct error *err) {
    const struct crew_job *job = crew->job;
    const struct slicing slicing = {.state = crew, .run = run_slice, .warming = job->warming};
    uint64_t done = 0;
    open_window(crew, SLICE_WARM_S, job->ramp_s);
    if (sleep_until(crew, crew->window.end_s, err) < 0 || await_rest(crew, err) < 0 ||
        job->gather(job->state, false, &done, err) < 0)
        return -1;
    return slices_follow(&slicing, crew->record, err);
}

static int keep_time(struct crew *crew, struct error *err) {
    int result = await_rest(crew, err); /* all have opened */
    if (result == 0)
        result = crew->record ? slice_by_slice(crew, err) : one_window(crew, err);
    go(crew, true);
    return result;
}

static void take_part(void *argument, unsigned thread) {
    struct crew *crew = argument;
    struct error err = {0};
    if (thread < crew->workers) {
        work(crew, thread);
        return;
    }
    interrupts_take(); /* it alone waits where nobody else would wake it */
    if (keep_time(crew, &err) < 0)
        stop(crew, &err);
}

int crew_run(const struct crew_job *job, json_t *record, struct usage *begin, struct usage *end,
             struct error *err) {
    struct crew crew = {.job = job,
                        .record = record,
                        .begin = begin,
                        .end = end,
                        .workers = job->team->threads - 1};
    pthread_mutex_init(&crew.lock, NULL); /* these two cannot fail with default attributes */
    pthread_cond_init(&crew.changed, NULL);
    interrupts_hold();
    int result = team_run(job->team, take_part, &crew, err);
    interrupts_take();
    if (result == 0 && crew.error.status != STATUS_OK) {
        if (err)
            *err = crew.error;
        result = -1;
    }
    pthread_cond_destroy(&crew.changed);
    pthread_mutex_destroy(&crew.lock);
    return result;
}
