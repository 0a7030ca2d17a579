#include "measure.h"

#include "common/clock.h"
#include "harness/laps.h"
#include "updates.h"

#include <stdlib.h>

enum { SAMPLES = 10, LEAST_SAMPLES = 2, TIMED_SLICE = 1 << 20 };

/* What the threads share. Laps apart, only thread 0 writes between two barriers. */
struct run {
    const struct table *table;
    const struct update_plan *plan;
    struct laps laps;
    uint64_t most_updates, slice_updates;
    double begin_s;
    uint64_t sample_updates; /* of the sample that is under way */
    double sample_s;
    bool stop;
    struct update_samples *samples;
    struct error error;
};

void update_samples_free(struct update_samples *samples) {
    free(samples->gups);
    *samples = (struct update_samples){0};
}

static int append_sample(struct update_samples *samples, double gups, struct error *err) {
    if (samples->count == samples->room) {
        size_t room = samples->room > 0 ? 2 * samples->room : 64;
        double *grown = realloc(samples->gups, room * sizeof *grown);
        if (!grown)
            return error_errno(err, "room for %zu samples", room);
        samples->gups = grown;
        samples->room = room;
    }
    samples->gups[samples->count++] = gups;
    return 0;
}

static struct stretch next_slice(const struct run *run) {
    uint64_t done = run->samples->updates, left = run->most_updates - done;
    return (struct stretch){.first = done,
                            .count = left < run->slice_updates ? left : run->slice_updates};
}

/* One slice; seconds for thread 0. Jumping ahead is not timed: HPCC's processes do it once, and a
 * slice is only our way to get samples. */
static double timed_slice(struct run *run, unsigned thread, struct stretch slice) {
    const struct update_plan *plan = run->plan;
    if (plan->style == STYLE_REPORT) {
        struct report_streams mine = report_streams_of(slice, run->laps.threads, thread);
        laps_begin(&run->laps, thread);
        updates_apply_report(run->table, &mine, &run->laps.barrier, plan->prefetch);
        return laps_end(&run->laps, thread);
    }
    struct stream mine = stream_of(stretch_part(slice, run->laps.threads, thread));
    laps_begin(&run->laps, thread);
    updates_apply(run->table, mine, plan->look_ahead, plan->prefetch);
    return laps_end(&run->laps, thread);
}

/* Thread 0 alone decides, so that all threads leave after the same slice. Samples last equally
 * long, so that their mean is the rate of the whole run. */
static bool enough(struct run *run, uint64_t updates, double seconds) {
    const struct update_plan *plan = run->plan;
    run->samples->updates += updates;
    run->sample_updates += updates;
    run->sample_s += seconds;
    bool all = run->samples->updates == run->most_updates;
    if (!all && run->sample_s < plan->seconds / SAMPLES &&
        run->sample_updates < run->most_updates / SAMPLES)
        return false;
    double gups = 1e-9 * (double)run->sample_updates / run->sample_s;
    run->sample_updates = 0;
    run->sample_s = 0;
    if (append_sample(run->samples, gups, &run->error) < 0)
        return true;
    return all || (plan->seconds > 0 && run->samples->count >= LEAST_SAMPLES &&
                   clock_now() - run->begin_s >= plan->seconds);
}

static void measure_share(void *argument, unsigned thread) {
    struct run *run = argument;
    while (!run->stop) {
        struct stretch slice = next_slice(run);
        double seconds = timed_slice(run, thread, slice);
        if (thread == 0)
            run->stop = enough(run, slice.count, seconds);
        barrier_wait(&run->laps.barrier);
    }
}

int updates_measure(const struct table *table, const struct update_plan *plan, struct team *team,
                    struct update_samples *samples, struct error *err) {
    *samples = (struct update_samples){0};
    if (plan->updates == 0 && plan->seconds == 0)
        return error_usage(err, "neither a number of updates nor a time is set");
    struct run run = {.table = table,
                      .plan = plan,
                      .most_updates = plan->updates > 0 ? plan->updates : UINT64_MAX,
                      .begin_s = clock_now(),
                      .samples = samples};
    run.slice_updates = (run.most_updates - 1) / SAMPLES + 1;
    uint64_t timed_slice_updates = (uint64_t)TIMED_SLICE * team->threads;
    if (plan->seconds > 0 && run.slice_updates > timed_slice_updates)
        run.slice_updates = timed_slice_updates;
    if (laps_init(&run.laps, team, err) < 0)
        return -1;
    int result = team_run(team, measure_share, &run, err);
    laps_free(&run.laps);
    if (result < 0)
        return -1;
    if (run.error.status != STATUS_OK && err)
        *err = run.error;
    return run.error.status == STATUS_OK ? 0 : -1;
}
