/* skeleton.c - a whole kernel that measures next to nothing: a copy of it is where a new one
 * begins.
 *
 * Why: here a kernel says what its result is for, and what is wrong with the figures that others
 * have. This one shows what a kernel must do and what is done for it. It is built and tested, but
 * not installed, and no figure measures it. kernels/NAME.c is built into build/bin/NAME; its other
 * files, if it has any, lie in kernels/NAME/. docs/adding.md goes on from here. */
#include "common/cpu_set.h"
#include "harness/evidence.h"
#include "harness/kernel.h"
#include "harness/options.h"
#include "harness/record.h"
#include "harness/samples.h"

/* Options first, and struct options before all others: the harness reads --time and --json there.
 * The rest is what the hooks hand on to each other. All of it is zero before options are parsed. */
struct skeleton {
    struct options common;
    uint64_t steps; /* of a unit */
    uint64_t seed;

    struct team team;
    uint64_t value[THREADS_MAX]; /* where the generator of each thread has come to */
    uint64_t units;
    struct samples rates; /* 10^9 steps a second, of each unit */
    double seconds;       /* that all units took */
};

/* An option is a row: its letter (0: none), how --help calls its value, its group there, its field,
 * its type, its help, its default and what its type wants to know. Here it is parsed, helped with,
 * told as a parameter and taken back from one. */
static const struct option_row own_options[] = {
    {"steps", 's', "N", 1, offsetof(struct skeleton, steps), &option_count,
     "Steps of each thread in a unit of work", "1000000", .low = 1, .high = 1000000000},
    {"seed", 0, "N", 1, offsetof(struct skeleton, seed), &option_count,
     "Where the generators begin", "1", .high = INT64_MAX},
    {0},
};

/* Makes every automatic choice, and refuses what cannot be: afterwards the parameters say all that
 * is done. --resolve ends here, so nothing is taken or touched that the choice does not need.
 * error_usage() is for values that are wrong anywhere, error_unavailable() for what this system
 * lacks, with what mends it. */
static int resolve(void *state, struct error *err) {
    struct skeleton *s = state;
    struct cpu_set cpus;
    if (s->common.time_s == 0 && s->common.iterations == 0 && !s->common.slices)
        s->common.iterations = 10;
    return options_resolve(&s->common, &cpus, err) < 0
               ? -1
               : team_init(&s->team, s->common.threads, &cpus, err);
}

/* Every result that a record with these options can have. A plan checks its figure against them,
 * and nothing outside of this file knows them: `work` makes it a rate, whose values add up. */
static int results(const void *state, json_t *list, struct error *err) {
    (void)state;
    static const struct kernel_result steps = {"steps",       "",           "Gstep/s",
                                               BETTER_HIGHER, "10^9 steps", NULL};
    return kernel_result_add(list, &steps, err);
}

/* Everything before the first mark: memory, files, warming up. */
static int set_up(void *state, struct error *err) {
    (void)err;
    struct skeleton *s = state;
    for (unsigned thread = 0; thread < s->common.threads; thread++)
        s->value[thread] = s->seed + thread;
    return 0;
}

static uint64_t step(uint64_t value, uint64_t steps) {
    for (uint64_t i = 0; i < steps; i++)
        value = value * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return value;
}

/* With --inject a unit is longer than what is counted, so that the slowdown is known. */
static uint64_t steps_done(const struct skeleton *s) {
    return s->steps + (uint64_t)((double)s->steps * s->common.inject_percent / 100 + 0.5);
}

/* One unit of work, by every thread. What is timed lies between the two laps. */
static int unit(void *state, struct laps *laps, unsigned thread, struct error *err) {
    struct skeleton *s = state;
    laps_begin(laps, thread);
    s->value[thread] = step(s->value[thread], steps_done(s));
    double seconds = laps_end(laps, thread);
    if (thread != 0)
        return 0;
    s->units++;
    s->seconds += seconds;
    return samples_add(&s->rates, 1e-9 * (double)s->steps * laps->threads / seconds, err);
}

/* Whether the units that were done are enough: a kernel has its own least and its own most. */
static bool enough(const void *state, bool time_is_up) {
    const struct skeleton *s = state;
    return time_is_up || (s->common.iterations > 0 && s->units >= s->common.iterations);
}

/* How far the work has come, in the unit of its result and in the seconds that were timed: with
 * --slices the harness takes the difference that each slice makes. A unit is done before the first
 * slice, and one that is not counted at the beginning of each: what `warming` tells. Slices end by
 * time alone, so `enough` is not asked and a count of units is refused. */
static size_t progress(const void *state, struct kernel_progress *progress) {
    const struct skeleton *s = state;
    double steps = (double)s->units * (double)s->steps * s->common.threads;
    progress[0] = (struct kernel_progress){"steps", "", "Gstep/s", 1e-9 * steps, s->seconds};
    return 1;
}

/* After the last mark: results, what provably happened, and whether the work was right. A check
 * that is not ok makes the kernel fail. */
static int report(void *state, json_t *record, struct error *err) {
    struct skeleton *s = state;
    unsigned wrong = 0;
    for (unsigned thread = 0; thread < s->common.threads; thread++)
        wrong += s->value[thread] != step(s->seed + thread, s->units * steps_done(s));
    if (record_result(record, "steps", "", "Gstep/s", s->rates.value, s->rates.count, err) < 0 ||
        evidence_after(record, &s->team.used, isa_best(), NULL, err) < 0)
        return -1;
    return record_check(record, "values", wrong == 0, err, "%u of %u threads went astray", wrong,
                        s->common.threads);
}

/* Called at every end, and after every failure. */
static void release(void *state) {
    samples_free(&((struct skeleton *)state)->rates);
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {
        options_process, options_threads, options_iterations, options_inject, own_options, NULL};
    static const char *const concerns[] = {"cpu", NULL};
    static const struct work work = {.unit = unit, .enough = enough};
    static const struct kernel_slices slices = {.progress = progress, .warming = "a unit of work"};
    static const struct kernel kernel = {
        .name = "skeleton",
        .about = "Measures how fast threads step through pseudo-random numbers."
                 "\vWhat stands here follows the options.",
        .options = options,
        .resolve = resolve,
        .results = results,
        .concerns = concerns,
        .slices = &slices, /* left out, the kernel refuses --slices */
        .set_up = set_up,
        .work = &work,
        .team = offsetof(struct skeleton, team),
        .report = report,
        .release = release,
    };
    static struct skeleton state;
    return kernel_main(&kernel, &state, argc, argv);
}
