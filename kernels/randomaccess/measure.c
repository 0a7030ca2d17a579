/* measure.c - slices of the sequence, done by all threads at once, until count or time is reached.
 * */
#include "measure.h"

#include "updates.h"

enum { SAMPLES = 10, LEAST_SAMPLES = 2, TIMED_SLICE = 1 << 20 };

/* One slice; seconds for thread 0. Jumping ahead is not timed: HPCC's processes do it once, and a
 * slice is only our way to get samples. */
static double timed_slice(const struct update_run *run, struct laps *laps, unsigned thread,
                          struct stretch slice) {
    const struct update_plan *plan = &run->plan;
    if (plan->style == STYLE_REPORT) {
        struct report_streams mine = report_streams_of(slice, laps->threads, thread);
        laps_begin(laps, thread);
        updates_apply_report(run->table, &mine, &laps->barrier, plan->prefetch);
        return laps_end(laps, thread);
    }
    struct stream mine = stream_of(stretch_part(slice, laps->threads, thread));
    laps_begin(laps, thread);
    updates_apply(run->table, mine, plan->look_ahead, plan->prefetch);
    return laps_end(laps, thread);
}

/* Samples last equally long, so that their mean is the rate of the whole run. */
static int count(struct update_run *run, uint64_t updates, double seconds, struct error *err) {
    const struct update_plan *plan = &run->plan;
    run->updates += updates;
    run->sample_updates += updates;
    run->sample_s += seconds;
    if (run->updates != plan->updates && run->sample_s < plan->seconds / SAMPLES &&
        run->sample_updates < plan->updates / SAMPLES)
        return 0;
    double gups = 1e-9 * (double)run->sample_updates / run->sample_s;
    run->sample_updates = 0;
    run->sample_s = 0;
    return samples_add(&run->gups, gups, err);
}

static int do_slice(void *state, struct laps *laps, unsigned thread, struct error *err) {
    struct update_run *run = state;
    uint64_t left = run->plan.updates - run->updates;
    struct stretch slice = {.first = run->updates,
                            .count = left < run->slice_updates ? left : run->slice_updates};
    double seconds = timed_slice(run, laps, thread, slice);
    return thread == 0 ? count(run, slice.count, seconds, err) : 0;
}

static bool enough(const void *state, bool time_is_up) {
    const struct update_run *run = state;
    return run->updates == run->plan.updates ||
           (time_is_up && run->sample_updates == 0 && run->gups.count >= LEAST_SAMPLES);
}

const struct work update_work = {.unit = do_slice, .enough = enough};

int update_run_init(struct update_run *run, const struct table *table,
                    const struct update_plan *plan, unsigned threads, struct error *err) {
    if (plan->updates == 0 && plan->seconds == 0)
        return error_usage(err, "neither a number of updates nor a time is set");
    *run = (struct update_run){.table = table, .plan = *plan};
    if (plan->updates == 0)
        run->plan.updates = UINT64_MAX;
    run->slice_updates = (run->plan.updates - 1) / SAMPLES + 1;
    uint64_t timed_slice_updates = (uint64_t)TIMED_SLICE * threads;
    if (plan->seconds > 0 && run->slice_updates > timed_slice_updates)
        run->slice_updates = timed_slice_updates;
    return 0;
}
