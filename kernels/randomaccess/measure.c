/* measure.c - stretches of the sequence, done by all threads at once, until count or time is
 * reached. */
#include "measure.h"

#include "updates.h"

enum { SAMPLES = 10, LEAST_SAMPLES = 2, TIMED_UNIT = 1 << 20 };

/* One stretch; seconds for thread 0. Jumping ahead is not timed: HPCC's processes do it once, and a
 * stretch is only our way to get samples. */
static double timed_stretch(const struct update_run *run, struct laps *laps, unsigned thread,
                            struct stretch stretch) {
    const struct update_plan *plan = &run->plan;
    if (plan->style == STYLE_REPORT) {
        struct report_streams mine = report_streams_of(stretch, laps->threads, thread);
        laps_begin(laps, thread);
        updates_apply_report(run->table, &mine, &laps->barrier, plan->prefetch);
        return laps_end(laps, thread);
    }
    struct stream mine = stream_of(stretch_part(stretch, laps->threads, thread));
    laps_begin(laps, thread);
    updates_apply(run->table, mine, plan->look_ahead, plan->prefetch);
    return laps_end(laps, thread);
}

/* Samples last equally long, so that their mean is the rate of the whole run. */
static int count_sample(struct update_run *run, uint64_t updates, double seconds,
                        struct error *err) {
    const struct update_plan *plan = &run->plan;
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

/* Updates of the next unit that count. */
static uint64_t counted(const struct update_run *run) {
    uint64_t left = run->plan.updates - run->updates;
    return left < run->unit_updates ? left : run->unit_updates;
}

/* And those that are injected: what is left of one is done in a later unit. */
static uint64_t injected(const struct update_run *run) {
    double all = (double)(run->updates + counted(run)) * run->plan.inject_percent / 100;
    return (uint64_t)all - run->injected;
}

static int do_unit(void *state, struct laps *laps, unsigned thread, struct error *err) {
    struct update_run *run = state;
    uint64_t updates = counted(run), more = injected(run);
    struct stretch stretch = {.first = run->updates + run->injected, .count = updates + more};
    double seconds = timed_stretch(run, laps, thread, stretch);
    if (thread != 0)
        return 0;
    run->updates += updates;
    run->injected += more;
    run->seconds += seconds;
    return run->plan.sliced ? 0 : count_sample(run, updates, seconds, err);
}

static bool enough(const void *state, bool time_is_up) {
    const struct update_run *run = state;
    return run->updates == run->plan.updates ||
           (time_is_up && run->sample_updates == 0 && run->gups.count >= LEAST_SAMPLES);
}

const struct work update_work = {.unit = do_unit, .enough = enough};

int update_run_init(struct update_run *run, const struct table *table,
                    const struct update_plan *plan, unsigned threads, struct error *err) {
    if (plan->updates == 0 && plan->seconds == 0 && !plan->sliced)
        return error_usage(err, "neither a number of updates nor a time is set");
    *run = (struct update_run){.table = table, .plan = *plan};
    if (plan->updates == 0)
        run->plan.updates = UINT64_MAX;
    run->unit_updates = (run->plan.updates - 1) / SAMPLES + 1;
    uint64_t most = (uint64_t)(plan->sliced ? RANDOMACCESS_SLICED_UNIT : TIMED_UNIT) * threads;
    if ((plan->sliced || plan->seconds > 0) && run->unit_updates > most)
        run->unit_updates = most;
    return 0;
}
