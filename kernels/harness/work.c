/* work.c - the loop of every thread: a unit, a barrier, the question whether it is enough. */
#include "harness/work.h"

#include "common/clock.h"

struct run {
    const struct work *work;
    void *state;
    struct laps laps;
    double begin_s, seconds;
    bool stop;    /* thread 0 alone decides, so that all threads leave after the same unit */
    bool warming; /* as well; from warm_from_s on */
    double warm_from_s;
    struct error error;

    struct slice *slice; /* NULL: the whole run is one */
    void (*warmed)(void *argument);
    void *argument;
};

static bool is_enough(struct run *run, bool time_is_up) {
    if (!run->slice)
        return run->work->enough(run->state, time_is_up);
    if (time_is_up)
        slice_end(run->slice, &run->error); /* which do_all() looks at */
    return time_is_up;
}

/* By thread 0, after a unit that came out as `result`. */
static void decide(struct run *run, int result) {
    bool time_is_up = run->seconds > 0 && clock_now() - run->begin_s >= run->seconds;
    run->stop = result < 0 || is_enough(run, time_is_up);
}

/* By thread 0, whenever all have warmed up once. */
static void begin_slice(struct run *run, int result) {
    run->warming = result == 0 && clock_now() - run->warm_from_s < SLICE_WARM_S;
    if (run->warming)
        return;
    if (run->warmed)
        run->warmed(run->argument);
    run->stop = result < 0 || slice_begin(run->slice, &run->error) < 0;
    run->begin_s = run->slice->begin.wall_s;
}

static int warm(struct run *run, struct laps *laps, unsigned thread) {
    const struct work *work = run->work;
    return (work->warm ? work->warm : work->unit)(run->state, laps, thread,
                                                  thread ? NULL : &run->error);
}

static void warm_together(struct run *run, unsigned thread) {
    while (run->warming) {
        int result = warm(run, &run->laps, thread);
        barrier_wait(&run->laps.barrier);
        if (thread == 0)
            begin_slice(run, result);
        barrier_wait(&run->laps.barrier);
    }
}

static void take_part(void *argument, unsigned thread) {
    struct run *run = argument;
    warm_together(run, thread);
    while (!run->stop) {
        int result = run->work->unit(run->state, &run->laps, thread, thread ? NULL : &run->error);
        if (thread == 0)
            decide(run, result);
        barrier_wait(&run->laps.barrier);
    }
}

static int with_team(struct run *run, struct team *team, struct error *err) {
    if (laps_init(&run->laps, team, err) < 0)
        return -1;
    int result = team_run(team, take_part, run, err);
    laps_free(&run->laps);
    return result;
}

static int do_all(struct run *run, struct team *team, struct error *err) {
    if (team && with_team(run, team, err) < 0)
        return -1;
    while (!team && run->warming)
        begin_slice(run, warm(run, NULL, 0));
    while (!team && !run->stop)
        decide(run, run->work->unit(run->state, NULL, 0, &run->error));
    if (run->error.status == STATUS_OK)
        return 0;
    if (err)
        *err = run->error;
    return -1;
}

int work_run(const struct work *work, void *state, struct team *team, double seconds,
             struct error *err) {
    struct run run = {.work = work, .state = state, .begin_s = clock_now(), .seconds = seconds};
    return do_all(&run, team, err);
}

static bool after_one(const void *state, bool time_is_up) {
    (void)state, (void)time_is_up;
    return true;
}

int work_once(const struct work *work, void *state, struct team *team, struct error *err) {
    const struct work one = {.unit = work->unit, .enough = after_one};
    return work_run(&one, state, team, 0, err);
}

int work_slice(const struct work *work, void *state, struct team *team, struct slice *slice,
               void (*warmed)(void *argument), void *argument, struct error *err) {
    struct run run = {.work = work,
                      .state = state,
                      .seconds = slice->seconds,
                      .slice = slice,
                      .warming = true,
                      .warm_from_s = clock_now(),
                      .warmed = warmed,
                      .argument = argument};
    return do_all(&run, team, err);
}
