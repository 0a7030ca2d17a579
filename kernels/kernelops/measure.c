/* measure.c - looks at the clock before and after each batch. */
#include "kernelops/measure.h"

#include "common/clock.h"

#include <stdlib.h>

static bool works(const struct trial *trial) {
    return trial->up && trial->failure.status == STATUS_OK;
}

static void begin(struct trial *trial, const struct place *place) {
    const struct operation *operation = trial->operation;
    trial->lacks = operation->lacks ? operation->lacks(place) : NULL;
    if (trial->lacks)
        return;
    trial->up = !operation->set_up || operation->set_up(place, &trial->state, &trial->failure) == 0;
}

int trials_begin(struct trials *trials, const struct place *place, uint64_t set,
                 struct error *err) {
    *trials =
        (struct trials){.place = *place, .trial = calloc(OPERATIONS_MAX, sizeof *trials->trial)};
    if (!trials->trial)
        return error_errno(err, "operations");
    for (size_t i = 0; i < operations_count(); i++) {
        if (!(set >> i & 1))
            continue;
        struct trial *trial = &trials->trial[trials->count++];
        trial->operation = operation_nth(i);
        begin(trial, &trials->place);
    }
    return 0;
}

static int count(struct trial *trial, double ns, struct error *err) {
    histogram_record(&trial->all, ns > 0 ? (uint64_t)(1e3 * ns + 0.5) : 0);
    return samples_add(&trial->batches, ns, err);
}

static int do_batch(struct trial *trial, bool counts, struct error *err) {
    const struct operation *operation = trial->operation;
    double begin_s = clock_now();
    int result = operation->run(trial->state, operation->times, &trial->failure);
    double ns = 1e9 * (clock_now() - begin_s) / operation->times - operation->asked_ns;
    return result == 0 && counts ? count(trial, ns, err) : 0;
}

int trials_pass(struct trials *trials, bool counts, struct error *err) {
    for (size_t i = 0; i < trials->count; i++) {
        struct trial *trial = &trials->trial[i];
        if (works(trial) && do_batch(trial, counts, err) < 0)
            return -1;
    }
    return 0;
}

static int conclude(struct trial *trial, struct error *err) {
    struct samples *batches = &trial->batches;
    int result = samples_add(&trial->rounds, samples_median(batches->value, batches->count), err);
    batches->count = 0;
    return result;
}

int trials_round(struct trials *trials, double seconds, struct error *err) {
    double begin_s = clock_now();
    do {
        if (trials_pass(trials, true, err) < 0)
            return -1;
    } while (clock_now() - begin_s < seconds);
    for (size_t i = 0; i < trials->count; i++) {
        if (works(&trials->trial[i]) && conclude(&trials->trial[i], err) < 0)
            return -1;
    }
    return 0;
}

static int warm(struct trials *trials, struct error *err) {
    double begin_s = clock_now();
    do {
        if (trials_pass(trials, false, err) < 0)
            return -1;
    } while (clock_now() - begin_s < SLICE_WARM_S);
    return 0;
}

static int add_results(const struct trials *trials, struct slice *slice, struct error *err) {
    for (size_t i = 0; i < trials->count; i++) {
        const struct trial *trial = &trials->trial[i];
        const struct samples *rounds = &trial->rounds;
        if (works(trial) && slice_value(slice, "time", trial->operation->name, "ns",
                                        rounds->value[rounds->count - 1], err) < 0)
            return -1;
    }
    return 0;
}

int trials_slice(void *state, struct slice *slice, struct error *err) {
    struct trials *trials = state;
    if (warm(trials, err) < 0 || slice_begin(slice, err) < 0 ||
        trials_round(trials, slice->seconds, err) < 0 || slice_end(slice, err) < 0)
        return -1;
    return add_results(trials, slice, err);
}

void trials_end(struct trials *trials) {
    for (size_t i = 0; trials->trial && i < trials->count; i++) {
        struct trial *trial = &trials->trial[i];
        if (trial->up && trial->operation->tear_down)
            trial->operation->tear_down(trial->state);
        samples_free(&trial->batches);
        samples_free(&trial->rounds);
    }
    free(trials->trial);
    *trials = (struct trials){0};
}
