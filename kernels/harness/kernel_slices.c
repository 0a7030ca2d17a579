/* kernel_slices.c - a slice of units is what their progress says after it, less that before. */
#include "harness/kernel_slices.h"

#include "harness/options.h"

int kernel_slices_possible(const struct kernel *kernel, const void *state, struct error *err) {
    const struct options *options = state;
    if (!kernel->slices)
        return error_usage(err, "--slices: this kernel cannot work in slices");
    if (options->iterations > 0)
        return error_usage(err, "--iterations: slices end by time; leave it out");
    return kernel->slices->possible ? kernel->slices->possible(state, err) : 0;
}

struct working {
    const struct kernel *kernel;
    void *state;
    struct kernel_progress before[KERNEL_PROGRESS_MAX];
};

static struct team *team_of(const struct kernel *kernel, void *state) {
    char *base = state;
    return kernel->team ? (struct team *)(void *)(base + kernel->team) : NULL;
}

static void note_before(void *argument) {
    struct working *working = argument;
    working->kernel->slices->progress(working->state, working->before);
}

static int run(void *argument, struct slice *slice, struct error *err) {
    struct working *working = argument;
    const struct kernel *kernel = working->kernel;
    char *base = working->state;
    struct kernel_progress after[KERNEL_PROGRESS_MAX];
    if (work_slice(kernel->work, base + kernel->work_state, team_of(kernel, working->state), slice,
                   note_before, working, err) < 0)
        return -1;
    size_t count = kernel->slices->progress(working->state, after);
    for (size_t i = 0; i < count; i++) {
        const struct kernel_progress *before = &working->before[i];
        if (slice_rate(slice, after[i].metric, after[i].x, after[i].unit,
                       after[i].work - before->work, after[i].seconds - before->seconds, err) < 0)
            return -1;
    }
    return 0;
}

int kernel_slices_work(const struct kernel *kernel, void *state, json_t *record,
                       struct error *err) {
    char *base = state;
    struct working working = {.kernel = kernel, .state = state};
    const struct slicing slicing = {
        .state = &working, .run = run, .warming = kernel->slices->warming};
    if (work_once(kernel->work, base + kernel->work_state, team_of(kernel, state), err) < 0)
        return -1;
    return slices_follow(&slicing, record, err);
}
