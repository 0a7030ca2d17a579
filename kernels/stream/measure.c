/* measure.c - timed passes of the four loops until count or time is reached. */
#include "measure.h"

#include "harness/laps.h"

#include <math.h>

static double lines_of(size_t count, double percent) {
    return (double)count * sizeof(double) / STREAM_GRAIN * percent / 100;
}

/* The same once more over so many percent of a chunk, in whole cache lines: the beginning of each
 * huge page, since pages differ in speed. All of them left the caches long ago; each loop gives the
 * same values again. */
static void inject(const struct stream_loops *loops, enum stream_kernel kernel,
                   const struct stream_chunk *chunk, double percent) {
    const size_t page = HUGE_PAGE_BYTES / sizeof(double);
    for (size_t at = 0; at < chunk->count; at += page) {
        size_t end = at + page < chunk->count ? at + page : chunk->count;
        long long lines = llround(lines_of(end, percent)) - llround(lines_of(at, percent));
        struct stream_chunk part = {chunk->a + at, chunk->b + at, chunk->c + at,
                                    (size_t)lines * STREAM_GRAIN / sizeof(double)};
        if (part.count > 0)
            loops->run[kernel](&part, STREAM_SCALAR);
    }
}

/* One pass of all threads over the arrays; seconds for thread 0, NAN for the others. */
static double timed_pass(const struct stream_loops *loops, enum stream_kernel kernel,
                         const struct stream_chunk *chunk, double inject_percent, struct laps *laps,
                         unsigned thread) {
    laps_begin(laps, thread);
    loops->run[kernel](chunk, STREAM_SCALAR);
    if (inject_percent > 0)
        inject(loops, kernel, chunk, inject_percent);
    return laps_end(laps, thread);
}

static double pass_gb(const struct stream_arrays *arrays, enum stream_kernel kernel) {
    return 1e-9 * (double)stream_counted_bytes[kernel] * (double)arrays->elements;
}

static int count(struct stream_run *run, const double seconds[STREAM_KERNELS], struct error *err) {
    bool first = run->iterations++ == 0;
    run->filled = false;
    for (enum stream_kernel k = 0; k < STREAM_KERNELS; k++) {
        double gb = pass_gb(run->arrays, k);
        run->gb[k] += gb;
        run->seconds[k] += seconds[k];
        if (!first && samples_add(&run->gbs[k], gb / seconds[k], err) < 0)
            return -1;
    }
    return 0;
}

static bool starts_afresh(const struct stream_run *run) {
    return run->iterations % STREAM_RESTART == 0;
}

static int iterate(void *state, struct laps *laps, unsigned thread, struct error *err) {
    struct stream_run *run = state;
    struct stream_chunk chunk = stream_chunk_of(run->arrays, thread);
    if (starts_afresh(run) && !run->filled)
        stream_fill(run->arrays, thread);
    double seconds[STREAM_KERNELS];
    for (enum stream_kernel k = 0; k < STREAM_KERNELS; k++)
        seconds[k] = timed_pass(run->loops, k, &chunk, run->inject_percent, laps, thread);
    return thread == 0 ? count(run, seconds, err) : 0;
}

/* The end of a chunk, of so many bytes of each array at most. */
static struct stream_chunk end_of(struct stream_chunk chunk, size_t bytes) {
    size_t count = bytes / STREAM_GRAIN * STREAM_GRAIN / sizeof(double);
    size_t from = count < chunk.count ? chunk.count - count : 0;
    return (struct stream_chunk){chunk.a + from, chunk.b + from, chunk.c + from,
                                 chunk.count - from};
}

static int warm(void *state, struct laps *laps, unsigned thread, struct error *err) {
    (void)laps, (void)err;
    struct stream_run *run = state;
    struct stream_chunk end =
        end_of(stream_chunk_of(run->arrays, thread), STREAM_WARMED_BYTES / run->arrays->threads);
    if (starts_afresh(run)) {
        stream_fill(run->arrays, thread);
        if (thread == 0)
            run->filled = true;
        return 0;
    }
    run->loops->run[STREAM_TRIAD](&end, STREAM_SCALAR);
    return 0;
}

static bool enough(const void *state, bool time_is_up) {
    const struct stream_run *run = state;
    return run->iterations >= 2 && (time_is_up || (run->most > 0 && run->iterations >= run->most));
}

const struct work stream_work = {.unit = iterate, .enough = enough, .warm = warm};

void stream_run_free(struct stream_run *run) {
    for (int k = 0; k < STREAM_KERNELS; k++)
        samples_free(&run->gbs[k]);
}

static void touch_share(void *argument, unsigned thread) {
    stream_fill(argument, thread);
}

int stream_first_touch(const struct stream_arrays *arrays, struct team *team, struct error *err) {
    return team_run(team, touch_share, (void *)arrays, err);
}

enum { TRIAL_PASSES = 20 };
static const double trial_seconds = 1;

struct trial {
    const struct stream_arrays *arrays;
    const struct stream_loops *const *loops; /* STORES_KINDS */
    double *best_gbs;
    int passes;
};

static int try_each(void *state, struct laps *laps, unsigned thread, struct error *err) {
    (void)err;
    struct trial *trial = state;
    struct stream_chunk chunk = stream_chunk_of(trial->arrays, thread);
    for (int kind = 0; kind < STORES_KINDS; kind++) {
        if (!trial->loops[kind])
            continue;
        double seconds = timed_pass(trial->loops[kind], STREAM_TRIAD, &chunk, 0, laps, thread);
        double gbs = pass_gb(trial->arrays, STREAM_TRIAD) / seconds;
        if (thread == 0 && gbs > trial->best_gbs[kind])
            trial->best_gbs[kind] = gbs;
    }
    if (thread == 0)
        trial->passes++;
    return 0;
}

static bool tried_enough(const void *state, bool time_is_up) {
    const struct trial *trial = state;
    return trial->passes > 1 && (time_is_up || trial->passes > TRIAL_PASSES);
}

int stream_trial(const struct stream_arrays *arrays,
                 const struct stream_loops *const loops[STORES_KINDS], struct team *team,
                 double gbs[STORES_KINDS], struct error *err) {
    static const struct work work = {.unit = try_each, .enough = tried_enough};
    struct trial trial = {.arrays = arrays, .loops = loops, .best_gbs = gbs};
    for (int kind = 0; kind < STORES_KINDS; kind++)
        gbs[kind] = 0;
    return work_run(&work, &trial, team, trial_seconds, err) < 0
               ? error_wrap(err, "the trial of stores")
               : 0;
}
