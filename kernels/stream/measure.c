#include "measure.h"

#include "common/clock.h"
#include "harness/laps.h"

#include <stdbool.h>
#include <stdlib.h>

/* What the threads of a run share. Laps apart, only thread 0 writes between two barriers. */
struct run {
    const struct stream_arrays *arrays;
    const struct stream_loops *const *loops; /* one for measuring, STORES_KINDS for the trial */
    struct laps laps;
    bool stop;
    double begin_s;

    uint64_t most_iterations;
    double most_seconds;
    struct stream_samples *samples;
    struct error error;

    double best_s[STORES_KINDS];
};

static int make_run(struct run *run, const struct stream_arrays *arrays,
                    const struct stream_loops *const *loops, const struct team *team,
                    struct error *err) {
    *run = (struct run){.arrays = arrays, .loops = loops, .begin_s = clock_now()};
    return laps_init(&run->laps, team, err);
}

/* One pass of all threads over the arrays; seconds for thread 0, NAN for the others. */
static double timed_pass(struct run *run, unsigned thread, const struct stream_loops *loops,
                         enum stream_kernel kernel, const struct stream_chunk *chunk) {
    laps_begin(&run->laps, thread);
    loops->run[kernel](chunk, STREAM_SCALAR);
    return laps_end(&run->laps, thread);
}

static double gb_per_second(const struct stream_arrays *arrays, enum stream_kernel kernel,
                            double seconds) {
    return 1e-9 * (double)stream_counted_bytes[kernel] * (double)arrays->elements / seconds;
}

void stream_samples_free(struct stream_samples *samples) {
    for (int k = 0; k < STREAM_KERNELS; k++)
        free(samples->gbs[k]);
    *samples = (struct stream_samples){0};
}

static int append_sample(struct stream_samples *samples, const double gbs[STREAM_KERNELS],
                         struct error *err) {
    if (samples->count == samples->room) {
        size_t room = samples->room > 0 ? 2 * samples->room : 64;
        for (int k = 0; k < STREAM_KERNELS; k++) {
            double *grown = realloc(samples->gbs[k], room * sizeof *grown);
            if (!grown)
                return error_errno(err, "room for %zu samples", room);
            samples->gbs[k] = grown;
        }
        samples->room = room;
    }
    for (int k = 0; k < STREAM_KERNELS; k++)
        samples->gbs[k][samples->count] = gbs[k];
    samples->count++;
    return 0;
}

/* Thread 0 alone decides, so that all threads leave after the same iteration. */
static bool enough(const struct run *run) {
    uint64_t done = run->samples->iterations;
    if (done < 2)
        return false;
    return done >= run->most_iterations ||
           (run->most_seconds > 0 && clock_now() - run->begin_s >= run->most_seconds);
}

static void measure_share(void *argument, unsigned thread) {
    struct run *run = argument;
    struct stream_chunk chunk = stream_chunk_of(run->arrays, thread);
    for (uint64_t iteration = 0; !run->stop; iteration++) {
        if (iteration % STREAM_RESTART == 0)
            stream_fill(run->arrays, thread);
        double gbs[STREAM_KERNELS];
        for (enum stream_kernel k = 0; k < STREAM_KERNELS; k++)
            gbs[k] =
                gb_per_second(run->arrays, k, timed_pass(run, thread, run->loops[0], k, &chunk));
        if (thread == 0) {
            run->samples->iterations++;
            bool discard = iteration == 0;
            run->stop =
                (!discard && append_sample(run->samples, gbs, &run->error) < 0) || enough(run);
        }
        barrier_wait(&run->laps.barrier);
    }
}

int stream_measure(const struct stream_arrays *arrays, const struct stream_loops *loops,
                   uint64_t iterations, double seconds, struct team *team,
                   struct stream_samples *samples, struct error *err) {
    *samples = (struct stream_samples){0};
    struct run run;
    if (make_run(&run, arrays, &loops, team, err) < 0)
        return -1;
    run.most_iterations = iterations > 0 ? iterations : UINT64_MAX;
    run.most_seconds = seconds;
    run.samples = samples;
    int result = team_run(team, measure_share, &run, err);
    laps_free(&run.laps);
    if (result < 0)
        return -1;
    if (run.error.status != STATUS_OK && err)
        *err = run.error;
    return run.error.status == STATUS_OK ? 0 : -1;
}

static void touch_share(void *argument, unsigned thread) {
    stream_fill(argument, thread);
}

int stream_first_touch(const struct stream_arrays *arrays, struct team *team, struct error *err) {
    return team_run(team, touch_share, (void *)arrays, err);
}

enum { TRIAL_PASSES = 20 };
static const double trial_seconds = 1;

static void trial_share(void *argument, unsigned thread) {
    struct run *run = argument;
    struct stream_chunk chunk = stream_chunk_of(run->arrays, thread);
    for (int pass = 0; !run->stop; pass++) {
        for (int kind = 0; kind < STORES_KINDS; kind++) {
            if (!run->loops[kind])
                continue;
            double seconds = timed_pass(run, thread, run->loops[kind], STREAM_TRIAD, &chunk);
            if (thread == 0 && (run->best_s[kind] == 0 || seconds < run->best_s[kind]))
                run->best_s[kind] = seconds;
        }
        if (thread == 0)
            run->stop =
                pass > 0 && (pass >= TRIAL_PASSES || clock_now() - run->begin_s >= trial_seconds);
        barrier_wait(&run->laps.barrier);
    }
}

int stream_trial(const struct stream_arrays *arrays,
                 const struct stream_loops *const loops[STORES_KINDS], struct team *team,
                 double gbs[STORES_KINDS], struct error *err) {
    struct run run;
    if (make_run(&run, arrays, loops, team, err) < 0)
        return -1;
    int result = team_run(team, trial_share, &run, err);
    laps_free(&run.laps);
    if (result < 0)
        return error_wrap(err, "the trial of stores");
    for (int kind = 0; kind < STORES_KINDS; kind++)
        gbs[kind] =
            run.best_s[kind] > 0 ? gb_per_second(arrays, STREAM_TRIAD, run.best_s[kind]) : 0;
    return 0;
}
