/* measure.c - stretches of the sequence, done by all threads at once, until count or time is
 * reached. */
#include "measure.h"

#include "updates.h"

#include <math.h>

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

/* Updates of a unit: those that count, and those that are injected. */
struct amount {
    uint64_t counted, injected;
};

/* The rest of a fraction of an injected update is due in a later unit. */
static struct amount next_amount(const struct update_run *run) {
    double share = run->plan.inject_percent / 100;
    double owed = (double)run->updates * share - (double)run->injected;
    uint64_t left = run->plan.updates - run->updates, room = run->length - run->position;
    uint64_t counted = left < run->unit_updates ? left : run->unit_updates;
    uint64_t injected = (uint64_t)fmax(0, owed + (double)counted * share);
    if (counted + injected > room) {
        counted = (uint64_t)ceil(fmax(0, ((double)room - owed) / (1 + share)));
        counted = counted < room ? counted : room;
        injected = room - counted;
    }
    return (struct amount){counted, injected};
}

/* At the end of the sequence, which all threads see. */
static void start_over(struct update_run *run, struct laps *laps, unsigned thread) {
    bool undone = run->pass % 2 == 1;
    if (undone)
        atomic_fetch_add(&run->wrong_words, table_renew(run->table, laps->threads, thread));
    barrier_wait(&laps->barrier);
    if (thread == 0) {
        run->tables_checked += undone;
        run->position = 0;
        run->pass++;
    }
    barrier_wait(&laps->barrier);
}

struct stretch update_run_left(const struct update_run *run) {
    if (run->pass % 2 == 0)
        return (struct stretch){.count = run->position};
    return (struct stretch){.first = run->position, .count = run->length - run->position};
}

static int do_unit(void *state, struct laps *laps, unsigned thread, struct error *err) {
    struct update_run *run = state;
    if (run->position == run->length)
        start_over(run, laps, thread);
    struct amount amount = next_amount(run);
    struct stretch stretch = {.first = run->position, .count = amount.counted + amount.injected};
    double seconds = timed_stretch(run, laps, thread, stretch);
    if (thread != 0)
        return 0;
    run->updates += amount.counted;
    run->injected += amount.injected;
    run->position += stretch.count;
    run->seconds += seconds;
    return run->plan.sliced ? 0 : count_sample(run, amount.counted, seconds, err);
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
    run->length = plan->sliced ? HPCC_UPDATES_PER_WORD / 2 * table->words : UINT64_MAX;
    return 0;
}
