/* work.c - the loop of every thread: a unit, a barrier, the question whether it is enough. */
#include "harness/work.h"

#include "common/clock.h"

struct run {
    const struct work *work;
    void *state;
    struct laps laps;
    double begin_s, seconds;
    bool stop; /* thread 0 alone decides, so that all threads leave after the same unit */
    struct error error;
};

/* By thread 0, after a unit that came out as `result`. */
static void decide(struct run *run, int result) {
    bool time_is_up = run->seconds > 0 && clock_now() - run->begin_s >= run->seconds;
    run->stop = result < 0 || run->work->enough(run->state, time_is_up);
}

static void take_part(void *argument, unsigned thread) {
    struct run *run = argument;
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

int work_run(const struct work *work, void *state, struct team *team, double seconds,
             struct error *err) {
    struct run run = {.work = work, .state = state, .begin_s = clock_now(), .seconds = seconds};
    if (team && with_team(&run, team, err) < 0)
        return -1;
    while (!team && !run.stop)
        decide(&run, work->unit(state, NULL, 0, &run.error));
    if (run.error.status == STATUS_OK)
        return 0;
    if (err)
        *err = run.error;
    return -1;
}
