/* steps.c - pairs slices by round: noise that is slower than a round hits both of a pair. */
#include "steps.h"

#include "common/cleanup.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { SCATTER_MIN_ROUNDS = 3 };

static const double MAD_TO_SD = 1.482602218505602; /* 1 / quantile 0.75 of the normal */

struct step step_of_values(enum scale scale, double series, double reference) {
    return (struct step){.value = step_between(scale, series, reference), .scatter = NAN};
}

/* A slice in which nothing was done is as far below its partner as can be: the median takes it as
 * what it is, where leaving it out would favour its series. NAN where neither did anything. */
static double step_of_slices(enum scale scale, double series, double reference) {
    if (scale == BY_DIFFERENCE)
        return series - reference;
    if (series > 0 && reference > 0)
        return log(series) - log(reference);
    return series > 0 ? INFINITY : reference > 0 ? -INFINITY : NAN;
}

/* The steps of the rounds from..to-1 that both have; returns how many. */
static size_t pair_rounds(enum scale scale, const struct slice *series, size_t series_count,
                          const struct slice *reference, size_t reference_count, json_int_t from,
                          json_int_t to, double *steps) {
    size_t n = 0, i = 0, k = 0;
    while (i < series_count && k < reference_count) {
        json_int_t round = series[i].round, other = reference[k].round;
        if (round == other && round >= from && round < to) {
            steps[n] = step_of_slices(scale, series[i].value, reference[k].value);
            n += !isnan(steps[n]);
        }
        i += round <= other;
        k += other <= round;
    }
    return n;
}

static double sorted_median(const double *sorted, size_t n) {
    double median = gsl_stats_median_from_sorted_data(sorted, 1, n);
    return isfinite(median) ? median : NAN;
}

/* The steps are overwritten. */
static struct step summarise_rounds(double *steps, size_t n) {
    gsl_sort(steps, 1, n);
    struct step step = {.value = sorted_median(steps, n), .rounds = n, .scatter = NAN};
    if (n < SCATTER_MIN_ROUNDS || !isfinite(step.value))
        return step;
    for (size_t i = 0; i < n; i++)
        steps[i] = fabs(steps[i] - step.value);
    gsl_sort(steps, 1, n);
    step.scatter = MAD_TO_SD * sorted_median(steps, n);
    return step;
}

struct step step_of_rounds(enum scale scale, const json_t *series, const json_t *reference,
                           const char *metric, const char *x, json_int_t from, json_int_t to,
                           size_t least) {
    size_t series_count, reference_count, n = 0;
    cleanup_free struct slice *its = record_slices(series, metric, x, &series_count);
    cleanup_free struct slice *others = record_slices(reference, metric, x, &reference_count);
    cleanup_free double *steps = its && others ? calloc(series_count, sizeof *steps) : NULL;
    if (steps)
        n = pair_rounds(scale, its, series_count, others, reference_count, from, to, steps);
    return n >= least ? summarise_rounds(steps, n) : (struct step){.value = NAN, .scatter = NAN};
}

json_int_t record_rounds(const json_t *record) {
    const json_t *rounds = json_object_get(json_object_get(record, "slices"), "round");
    size_t count = json_array_size(rounds);
    return count ? 1 + json_integer_value(json_array_get(rounds, count - 1)) : 0;
}

struct step step_of_records(enum scale scale, const json_t *series, const json_t *reference,
                            const char *metric, const char *x) {
    struct step step = step_of_rounds(scale, series, reference, metric, x, 0, INT64_MAX, 1);
    if (step.rounds == 0)
        step = step_of_values(scale, record_value(series, metric, x),
                              record_value(reference, metric, x));
    step.boot = json_integer_value(json_object_get(series, "boot"));
    return step;
}
