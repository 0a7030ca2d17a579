/* drift.c - medians of log ratios over the first and the last third of a block's rounds, compared
 * over blocks. */
#include "drift.h"

#include "common/cleanup.h"
#include "statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A third of fewer pairs tells nothing. */
enum { LEAST = 3 };

/* One of "send|receive". */
static bool is_one_of(const char *word, const char *words) {
    size_t size = strlen(word);
    for (; words; words = strchr(words, '|')) {
        words += *words == '|';
        if (strcspn(words, "|") == size && strncmp(words, word, size) == 0)
            return true;
    }
    return false;
}

static const json_t *samples_of(const json_t *record, const char *metric, const char *x) {
    static const char *const kernels[] = {"kernel", "peer_kernel"};
    for (size_t k = 0; k < 2; k++) {
        const json_t *results = json_object_get(json_object_get(record, kernels[k]), "results");
        const json_t *result;
        size_t i;
        json_array_foreach(results, i, result) {
            const char *its = json_string_value(json_object_get(result, "metric"));
            const char *word = json_string_value(json_object_get(result, "x"));
            if (its && word && strcmp(its, metric) == 0 && is_one_of(word, x))
                return json_object_get(result, "samples");
        }
    }
    return NULL;
}

/* What a record tells of slices; those of its rounds ascend. */
struct slices {
    const json_t *round, *sample;
    size_t next;
};

static double number(const json_t *value) {
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* The sample of a round, asked for in ascending order; NAN where there is none. */
static double sample_at(struct slices *slices, json_int_t round) {
    const json_t *at;
    while ((at = json_array_get(slices->round, slices->next)) && json_integer_value(at) < round)
        slices->next++;
    return at && json_integer_value(at) == round
               ? number(json_array_get(slices->sample, slices->next))
               : NAN;
}

/* The series over the reference in rounds from..to-1 of a block, by the median; NAN where they are
 * too few. */
static double ratio_in(struct slices series, struct slices reference, json_int_t from,
                       json_int_t to) {
    cleanup_free double *ratio = calloc((size_t)(to - from) + 1, sizeof *ratio);
    for (json_int_t round = from; ratio && round < to; round++) {
        double by = log(sample_at(&series, round) / sample_at(&reference, round));
        ratio[round - from] = isfinite(by) ? by : NAN;
    }
    struct moments moments = ratio ? moments_of(ratio, (size_t)(to - from)) : (struct moments){0};
    return moments.n >= LEAST ? exp(moments.median) : NAN;
}

/* All NULL of a record that does not count, or of a plain cell. */
static struct slices slices_of(const json_t *record, const char *metric, const char *x) {
    if (!json_is_true(json_object_get(record, "valid")))
        return (struct slices){0};
    return (struct slices){.round = json_object_get(json_object_get(record, "slices"), "round"),
                           .sample = samples_of(record, metric, x)};
}

static json_int_t rounds_of(const struct slices *slices) {
    return 1 +
           json_integer_value(json_array_get(slices->round, json_array_size(slices->round) - 1));
}

static struct estimate drift_of(const struct plan *plan, const struct records *records,
                                const struct summary *summary, size_t series, const char *x) {
    const struct plan_figure *figure = summary->figure;
    cleanup_free double *step = calloc(plan->block_count + 1, sizeof *step);
    size_t blocks = 0;
    for (size_t i = 0; step && i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (block->figure != summary->index)
            continue;
        struct slices its = slices_of(records_of(plan, block, series, records), figure->metric, x);
        struct slices others = slices_of(records_of(plan, block, 0, records), figure->metric, x);
        if (!its.round || !others.round)
            continue;
        json_int_t rounds = rounds_of(&others), third = rounds / 3;
        step[blocks++] = step_between(BY_RATIO, ratio_in(its, others, rounds - third, rounds),
                                      ratio_in(its, others, 0, third));
    }
    return estimate_from(BY_RATIO, step, blocks, 0.95);
}

static bool is_drift(const struct estimate *estimate, double limit) {
    return fabs(estimate->value - 1) > limit && (estimate->lo > 1 || estimate->hi < 1);
}

static void warn_of_series(const struct plan *plan, double limit, const struct records *records,
                           size_t series, struct summary *summary) {
    const struct plan_figure *figure = summary->figure;
    struct estimate worst = {0};
    const char *worst_x = NULL;
    for (size_t i = 0; i < figure->results.count; i++) {
        const char *x = figure->results.word[i];
        struct estimate one = drift_of(plan, records, summary, series, x);
        if (!is_drift(&one, limit) || (worst_x && fabs(log(one.value)) < fabs(log(worst.value))))
            continue;
        worst = one;
        worst_x = x;
    }
    if (worst_x)
        summary_warn(summary,
                     "%s: %s%s%s against %s drifted by %+.3g %% [%+.3g, %+.3g] from the first "
                     "third of a block's rounds to the last (%zu blocks)",
                     figure->name, figure->series[series].name, *worst_x ? " " : "", worst_x,
                     figure->series[0].name, 100 * (worst.value - 1), 100 * (worst.lo - 1),
                     100 * (worst.hi - 1), worst.n);
}

void warn_of_drift(const struct plan *plan, const struct records *records,
                   struct summary *summary) {
    for (size_t i = 0; i < plan->gate_count; i++)
        for (size_t s = 1; strcmp(plan->gate[i].name, "drift") == 0 && s < summary->series_count;
             s++)
            warn_of_series(plan, plan->gate[i].limit, records, s, summary);
}
