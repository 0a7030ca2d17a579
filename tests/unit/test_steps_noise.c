/* test_steps_noise.c - intervals from slices under the noise of a busy machine: records are made as
 * a run leaves them, read as a report reads them, and the truth must be in 93 to 97 of 100
 * intervals. */
#include "noise.h"

#include "statistics/comparison.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

enum { BLOCKS = 10, ROUNDS = 21 };

static const double TRUTH = 0.98; /* docker's share of native's speed */

/* The speeds of a block's slices, round by round: native's, then docker's without its own cost. */
struct block {
    double speed[ROUNDS][2];
};

typedef void machine(gsl_rng *random, struct block *block);

/* Whatever else runs takes up to half of the machine, slowly. */
static void drift(gsl_rng *random, struct block *block) {
    double level = gsl_rng_uniform(random);
    for (size_t r = 0; r < ROUNDS; r++)
        for (size_t s = 0; s < 2; s++) {
            level += gsl_ran_gaussian_ziggurat(random, 0.02);
            block->speed[r][s] =
                (1 + 0.5 * sin(3 * level)) * exp(gsl_ran_gaussian_ziggurat(random, 0.02));
        }
}

/* Bursts last some slices and begin anywhere, so that many a round is hit by half. */
static void bursts(gsl_rng *random, struct block *block) {
    int left = 0;
    double depth = 1;
    for (size_t r = 0; r < ROUNDS; r++)
        for (size_t s = 0; s < 2; s++) {
            if (left-- <= 0 && gsl_rng_uniform(random) < 0.1) {
                left = (int)gsl_rng_uniform_int(random, 5);
                depth = 1 + 4 * gsl_rng_uniform(random);
            }
            block->speed[r][s] =
                (left > 0 ? 1 / depth : 1) * exp(gsl_ran_gaussian_ziggurat(random, 0.01));
        }
}

/* What disturbs makes slower, never faster. */
static void one_sided(gsl_rng *random, struct block *block) {
    for (size_t r = 0; r < ROUNDS; r++)
        for (size_t s = 0; s < 2; s++)
            block->speed[r][s] = exp(-0.1 * gsl_ran_exponential(random, 1));
}

/* One frequency or the other, drawn for each slice. */
static void bimodal(gsl_rng *random, struct block *block) {
    for (size_t r = 0; r < ROUNDS; r++)
        for (size_t s = 0; s < 2; s++)
            block->speed[r][s] = (gsl_rng_uniform(random) < 0.3 ? 0.7 : 1) *
                                 exp(gsl_ran_gaussian_ziggurat(random, 0.02));
}

/* Only docker is disturbed: the slices of an exponential noise, whose median of 21 is on average
 * the sum of 1/21 to 1/11 (order statistics of the exponential: Renyi 1953). */
static void of_one_series(gsl_rng *random, struct block *block) {
    double mean_of_median = 0;
    for (size_t i = ROUNDS; i > ROUNDS / 2; i--)
        mean_of_median += 1.0 / (double)i;
    for (size_t r = 0; r < ROUNDS; r++) {
        block->speed[r][0] = 1;
        block->speed[r][1] = exp(-0.1 * (gsl_ran_exponential(random, 1) - mean_of_median));
    }
}

/* One that counts, with room for slices; the kernel's own value is nobody's truth. */
static json_t *make_record(void) {
    json_t *rounds = json_array(), *samples = json_array();
    for (size_t r = 0; r < ROUNDS; r++) {
        json_array_append_new(rounds, json_integer((json_int_t)r));
        json_array_append_new(samples, json_real(0));
    }
    json_t *record =
        json_pack("{sb s{so} s{s[{ss ss sf so}]}}", "valid", 1, "slices", "round", rounds, "kernel",
                  "results", "metric", "bandwidth", "x", "copy", "value", 1.0, "samples", samples);
    assert_non_null(record);
    return record;
}

static void fill(json_t *record, const struct block *block, size_t series, double factor) {
    json_t *results = json_object_get(json_object_get(record, "kernel"), "results");
    json_t *samples = json_object_get(json_array_get(results, 0), "samples");
    for (size_t r = 0; r < ROUNDS; r++)
        json_real_set(json_array_get(samples, r), factor * block->speed[r][series]);
}

static json_t *native, *docker;

static struct step step_of(const struct block *block) {
    fill(native, block, 0, 1);
    fill(docker, block, 1, TRUTH);
    return step_of_records(BY_RATIO, docker, native, "bandwidth", "copy");
}

/* How many of 100 intervals contain the truth. */
static double coverage(machine *noise, unsigned long seed) {
    gsl_rng *random = gsl_rng_alloc(gsl_rng_taus2);
    size_t covered = 0;
    gsl_rng_set(random, seed);
    for (size_t study = 0; study < STUDIES; study++) {
        struct step step[BLOCKS];
        for (size_t b = 0; b < BLOCKS; b++) {
            struct block block;
            noise(random, &block);
            step[b] = step_of(&block);
        }
        struct estimate ratio = comparison_estimate(BY_RATIO, step, BLOCKS, 0.95);
        covered += ratio.lo <= TRUTH && TRUTH <= ratio.hi;
    }
    gsl_rng_free(random);
    return 100.0 * (double)covered / STUDIES;
}

static void expect_coverage(machine *noise, unsigned long seed) {
    double found = coverage(noise, seed);
    print_message("covered: %.1f %%\n", found);
    if (found < 93 || found > 97)
        fail_msg("covered: %.1f %%", found);
}

#define COVERED(noise, seed)                                                                       \
    static void covered_under_##noise(void **state) {                                              \
        (void)state;                                                                               \
        expect_coverage(noise, seed);                                                              \
    }
COVERED(drift, 1)
COVERED(bursts, 2)
COVERED(one_sided, 3)
COVERED(bimodal, 4)
COVERED(of_one_series, 5)

/* The same machine, measured one series after the other: what drifted in between is in the step. */
static void cells_are_spread_wider_than_slices(void **state) {
    (void)state;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_taus2);
    double slices[200], cells[200];
    gsl_rng_set(random, 6);
    for (size_t b = 0; b < 200; b++) {
        struct block block, later;
        drift(random, &block);
        drift(random, &later);
        double one = 0, other = 0;
        for (size_t r = 0; r < ROUNDS; r++) {
            one += block.speed[r][0] / ROUNDS;
            other += TRUTH * later.speed[r][1] / ROUNDS;
        }
        slices[b] = step_of(&block).value;
        cells[b] = step_of_values(BY_RATIO, other, one).value;
    }
    gsl_rng_free(random);
    assert_true(moments_of(cells, 200).sd > 5 * moments_of(slices, 200).sd);
}

static int make(void **state) {
    (void)state;
    native = make_record();
    docker = make_record();
    return 0;
}

static int unmake(void **state) {
    (void)state;
    json_decref(native);
    json_decref(docker);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covered_under_drift),
        cmocka_unit_test(covered_under_bursts),
        cmocka_unit_test(covered_under_one_sided),
        cmocka_unit_test(covered_under_bimodal),
        cmocka_unit_test(covered_under_of_one_series),
        cmocka_unit_test(cells_are_spread_wider_than_slices),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
