/* test_coverage.c - how often intervals of four kinds contain the truth: the table of
 * docs/method.md (coverage), which this prints. Seeds are fixed; another machine's mathematics may
 * round otherwise, so that one per cent is allowed. */
#include "noise.h"

#include "statistics/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

enum { SIZES = 3, BLOCKS_MOST = 30, RESAMPLES = 199, ROUNDS = 41, METHODS = 4 };
static const size_t sizes[SIZES] = {6, 10, 30};

struct interval {
    double lo, hi;
};

static struct interval t_interval(const double *value, size_t n) {
    struct estimate estimate = estimate_from(BY_DIFFERENCE, value, n, 0.95);
    return (struct interval){estimate.lo, estimate.hi};
}

struct sample {
    double mean, sd, skewness;
};

static struct sample sample_of(const double *value, size_t n) {
    double mean = 0, second = 0, third = 0, count = (double)n;
    for (size_t i = 0; i < n; i++)
        mean += value[i];
    mean /= count;
    for (size_t i = 0; i < n; i++) {
        double distance = value[i] - mean, square = distance * distance;
        second += square;
        third += square * distance;
    }
    double skewness = second > 0 ? third / (second * sqrt(second / count)) : 0;
    return (struct sample){mean, sqrt(second / (count - 1)), skewness};
}

/* P. Hall, "On the removal of skewness by transformation", Journal of the Royal Statistical Society
 * B 54 (1992) 221-228: a monotone function of (mean - truth) / SD without its skewness. */
static double hall_inverse(double g, double skewness, size_t n) {
    if (fabs(skewness) < 1e-6)
        return g;
    return 3 / skewness * (cbrt(1 + skewness * (g - skewness / (6 * (double)n))) - 1);
}

static struct interval hall_interval(const double *value, size_t n) {
    struct sample sample = sample_of(value, n);
    double q = gsl_cdf_tdist_Pinv(0.975, (double)(n - 1)) / sqrt((double)n);
    return (struct interval){sample.mean - sample.sd * hall_inverse(q, sample.skewness, n),
                             sample.mean - sample.sd * hall_inverse(-q, sample.skewness, n)};
}

/* B. Efron, The Jackknife, the Bootstrap and Other Resampling Plans, 10.10: quantiles of t over
 * resamples of the blocks. */
static struct interval bootstrap_t(gsl_rng *random, const double *value, size_t n) {
    static double students[RESAMPLES];
    struct sample sample = sample_of(value, n);
    for (size_t b = 0; b < RESAMPLES;) {
        double drawn[BLOCKS_MOST];
        for (size_t i = 0; i < n; i++)
            drawn[i] = value[gsl_rng_uniform_int(random, n)];
        struct sample again = sample_of(drawn, n);
        if (again.sd > 1e-9 * sample.sd) /* not one block, n times */
            students[b++] = (again.mean - sample.mean) / again.sd;
    }
    gsl_sort(students, 1, RESAMPLES);
    const size_t low = (RESAMPLES + 1) / 40 - 1, high = RESAMPLES - 1 - low;
    return (struct interval){sample.mean - sample.sd * students[high],
                             sample.mean - sample.sd * students[low]};
}

/* The logarithms of the values' distances from that point below them which leaves these logarithms
 * no skewness; it is sought between a millionth and a million SDs below the least value. */
static struct sample unskewed_logs(const double *value, size_t n, double sd, double *from) {
    double least = value[0], logs[BLOCKS_MOST];
    struct sample sample = {0};
    double low = log(1e-6 * sd), high = log(1e6 * sd);
    for (size_t i = 1; i < n; i++)
        least = fmin(least, value[i]);
    for (int step = 0; step < 40; step++) {
        double middle = (low + high) / 2;
        *from = least - exp(middle);
        for (size_t i = 0; i < n; i++)
            logs[i] = log(value[i] - *from);
        sample = sample_of(logs, n);
        *(sample.skewness < 0 ? &low : &high) = middle;
    }
    return sample;
}

/* Of values that are log-normal beyond an unknown point: the point by zero skewness, the mean by
 * the modified Cox method (U. Olsson, "Confidence Intervals for the Mean of a Log-Normal
 * Distribution", Journal of Statistics Education 13 (2005)). Values with a tail to the left are
 * mirrored. */
static struct interval lognormal_interval(const double *value, size_t n) {
    struct sample sample = sample_of(value, n);
    double sign = sample.skewness < 0 ? -1 : 1, mirrored[BLOCKS_MOST], from;
    for (size_t i = 0; i < n; i++)
        mirrored[i] = sign * value[i];
    struct sample logs = unskewed_logs(mirrored, n, sample.sd, &from);
    double variance = logs.sd * logs.sd, count = (double)n;
    double middle = logs.mean + variance / 2;
    double half = gsl_cdf_tdist_Pinv(0.975, count - 1) *
                  sqrt(variance / count + variance * variance / (2 * (count - 1)));
    double near = sign * (from + exp(middle - half)), far = sign * (from + exp(middle + half));
    return (struct interval){fmin(near, far), fmax(near, far)};
}

struct outcome {
    double coverage[METHODS]; /* in per cent */
    double width[METHODS];    /* of t's: the logarithm of the geometric mean */
};

/* t, Hall, bootstrap-t, log-normal. */
static struct outcome simulate(const struct noise *noise, size_t n, unsigned long seed) {
    gsl_rng *random = gsl_rng_alloc(gsl_rng_taus2);
    struct outcome outcome = {0};
    gsl_rng_set(random, seed);
    for (size_t study = 0; study < STUDIES; study++) {
        double value[BLOCKS_MOST];
        struct interval interval[METHODS];
        for (size_t i = 0; i < n; i++)
            value[i] = noise->draw(random);
        interval[0] = t_interval(value, n);
        interval[1] = hall_interval(value, n);
        interval[2] = bootstrap_t(random, value, n);
        interval[3] = lognormal_interval(value, n);
        for (size_t m = 0; m < METHODS; m++) {
            bool covered = interval[m].lo <= noise->mean && noise->mean <= interval[m].hi;
            outcome.coverage[m] += covered * 100.0 / STUDIES;
            outcome.width[m] +=
                log((interval[m].hi - interval[m].lo) / (interval[0].hi - interval[0].lo)) /
                STUDIES;
        }
    }
    gsl_rng_free(random);
    return outcome;
}

static void expect(double found, int wanted, const struct noise *noise, size_t n) {
    if (fabs(found - wanted) > 1.5)
        fail_msg("%s, n = %zu: found %.2f %%, documented %d %%", noise->name, n, found, wanted);
}

static void whole_blocks(void **state) {
    (void)state;
    static const int documented[NOISES][SIZES][METHODS] = {
        {{95, 95, 95, 95}, {95, 95, 96, 95}, {95, 95, 95, 95}},
        {{96, 95, 94, 94}, {96, 94, 93, 95}, {96, 92, 93, 94}},
        {{88, 89, 89, 89}, {94, 97, 97, 97}, {94, 98, 98, 97}},
        {{89, 93, 93, 94}, {89, 93, 94, 94}, {93, 95, 95, 96}},
        {{83, 89, 90, 90}, {85, 90, 91, 92}, {88, 93, 93, 94}},
    };
    for (size_t k = 0; k < NOISES; k++) {
        double width[METHODS] = {0};
        print_message("| %s |", noises[k].name);
        for (size_t s = 0; s < SIZES; s++) {
            struct outcome outcome = simulate(&noises[k], sizes[s], 1 + k * SIZES + s);
            print_message(" %.0f · %.0f · %.0f · %.0f |", outcome.coverage[0], outcome.coverage[1],
                          outcome.coverage[2], outcome.coverage[3]);
            for (size_t m = 0; s == 0 && m < METHODS; m++)
                width[m] = outcome.width[m];
            for (size_t m = 0; m < METHODS; m++)
                expect(outcome.coverage[m], documented[k][s][m], &noises[k], sizes[s]);
        }
        print_message(" %.1f · %.1f · %.1f |\n", exp(width[1]), exp(width[2]), exp(width[3]));
    }
}

/* The same noise in every slice of one series: a block is the median of its rounds. */
static double median_of_rounds(const struct noise *noise, gsl_rng *random) {
    double value[ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++)
        value[i] = noise->draw(random);
    gsl_sort(value, 1, ROUNDS);
    return gsl_stats_median_from_sorted_data(value, 1, ROUNDS);
}

/* The truth is the mean of all blocks that were drawn. */
static double cover_by_slices(const struct noise *noise, size_t n, unsigned long seed) {
    static double block[STUDIES * BLOCKS_MOST];
    gsl_rng *random = gsl_rng_alloc(gsl_rng_taus2);
    double covered = 0;
    gsl_rng_set(random, seed);
    for (size_t i = 0; i < STUDIES * n; i++)
        block[i] = median_of_rounds(noise, random);
    gsl_rng_free(random);
    double truth = gsl_stats_mean(block, 1, STUDIES * n);
    for (size_t study = 0; study < STUDIES; study++) {
        struct interval interval = t_interval(&block[study * n], n);
        covered += interval.lo <= truth && truth <= interval.hi;
    }
    return 100 * covered / STUDIES;
}

static void medians_of_slices(void **state) {
    (void)state;
    static const int documented[NOISES][SIZES] = {
        {96, 95, 95}, {94, 95, 94}, {93, 93, 92}, {94, 94, 94}, {94, 94, 94}};
    for (size_t k = 0; k < NOISES; k++) {
        print_message("| %s |", noises[k].name);
        for (size_t s = 0; s < SIZES; s++) {
            double coverage = cover_by_slices(&noises[k], sizes[s], 101 + k * SIZES + s);
            print_message(" %.0f |", coverage);
            expect(coverage, documented[k][s], &noises[k], sizes[s]);
        }
        print_message("\n");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_blocks),
        cmocka_unit_test(medians_of_slices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
