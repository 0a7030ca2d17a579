/* test_between.c - differences of independent runs: by hand, and how often they hold the truth. */
#include "statistics/between.h"

#include "noise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#include "near.h"

/* Two samples whose Welch test is worked out by hand: means 22 and 24, variances 2.5 and 40/3, so
 * that the variances of the means are 0.5 and 10/3, and the degrees of freedom
 * (23/6)^2 / (0.25/4 + (100/9)/3) = 3.902, cut to 3; t.975 on these is 3.18245. */
static const double small[] = {20, 21, 22, 23, 24}, wide[] = {20, 22, 26, 28};

static void by_hand(void **state) {
    (void)state;
    struct known before = known_of_values(BY_DIFFERENCE, small, 5);
    struct known after = known_of_values(BY_DIFFERENCE, wide, 4);
    struct comparison change = between_of(&before, &after);
    double half_width = 3.18244630528371 * sqrt(23.0 / 6);
    assert_int_equal(change.ratio.n, 0);
    assert_int_equal(change.difference.n, 4); /* 3 degrees of freedom */
    near(change.difference.value, 2, 1e-12);
    near(change.difference.lo, 2 - half_width, 1e-9);
    near(change.difference.hi, 2 + half_width, 1e-9);
    near(comparison_error(&change), sqrt(23.0 / 6), 1e-9);
}

/* Ratios are compared as the ratio of both; a step of a block is what a comparison has. */
static void ratios(void **state) {
    (void)state;
    struct step first[6], second[3];
    for (size_t i = 0; i < 6; i++)
        first[i] = step_of_values(BY_RATIO, 90 + (double)i, 100);
    for (size_t i = 0; i < 3; i++)
        second[i] = step_of_values(BY_RATIO, 190 + (double)i, 100);
    struct comparison one = comparison_of(BY_RATIO, first, 6, 1);
    struct comparison other = comparison_of(BY_RATIO, second, 3, 1);
    struct known before = known_of_comparison(&one), after = known_of_comparison(&other);
    struct comparison change = between_of(&before, &after);
    near(change.ratio.value, other.ratio.value / one.ratio.value, 1e-12);
    assert_true(change.ratio.lo < change.ratio.value && change.ratio.value < change.ratio.hi);
    near(log(change.ratio.hi) - log(change.ratio.value),
         log(change.ratio.value) - log(change.ratio.lo), 1e-12);
    assert_int_equal(change.difference.n, 0);
}

static void what_cannot_be_told(void **state) {
    (void)state;
    static const double none[] = {NAN, NAN}, one[] = {5}, zero[] = {0, 3, 4}, same[] = {7, 7, 7};
    struct known full = known_of_values(BY_RATIO, small, 5);
    struct known empty = known_of_values(BY_RATIO, none, 2);
    struct known single = known_of_values(BY_RATIO, one, 1);
    struct comparison change = between_of(&full, &empty);
    assert_int_equal(estimate_of(&change)->n, 0);
    assert_true(isnan(change.ratio.value));
    change = between_of(&full, &single);
    assert_int_equal(change.ratio.n, 1);
    near(change.ratio.value, 5 / exp(full.mean), 1e-12);
    assert_true(isnan(change.ratio.lo) && isnan(change.ratio.hi));
    struct known other = known_of_values(BY_DIFFERENCE, small, 5);
    change = between_of(&full, &other); /* on different scales */
    assert_true(isnan(change.ratio.value));
    assert_int_equal(known_of_values(BY_RATIO, zero, 3).n, 2); /* 0 has no logarithm */
    struct known still = known_of_values(BY_RATIO, same, 3);
    change = between_of(&still, &still); /* without any scatter */
    assert_int_equal(change.ratio.n, 5);
    near(change.ratio.lo, 1, 0);
    near(change.ratio.hi, 1, 0);
}

/* The share of simulated pairs of runs, in per cent, whose interval holds the true difference. */
static double coverage(size_t n, double sd, size_t m, double other_sd, unsigned long seed) {
    gsl_rng *random = gsl_rng_alloc(gsl_rng_taus2);
    size_t held = 0;
    gsl_rng_set(random, seed);
    for (size_t study = 0; study < STUDIES; study++) {
        double one[32], other[32];
        for (size_t i = 0; i < n; i++)
            one[i] = exp(sd * normal_noise(random));
        for (size_t i = 0; i < m; i++)
            other[i] = exp(0.1 + other_sd * normal_noise(random));
        struct known before = known_of_values(BY_RATIO, one, n);
        struct known after = known_of_values(BY_RATIO, other, m);
        struct comparison change = between_of(&before, &after);
        held += change.ratio.lo <= exp(0.1) && exp(0.1) <= change.ratio.hi;
    }
    gsl_rng_free(random);
    return 100.0 * (double)held / STUDIES;
}

/* Degrees of freedom are cut, hence a little more than 95 % where they are few. */
static void intervals_hold_the_truth(void **state) {
    (void)state;
    static const struct {
        size_t n, m;
        double sd, other_sd;
    } cases[] = {{6, 6, 0.02, 0.02}, {6, 6, 0.02, 0.2},    {30, 6, 0.1, 0.02},
                 {6, 30, 0.1, 0.02}, {10, 10, 0.05, 0.05}, {3, 8, 0.05, 0.05}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double found = coverage(cases[i].n, cases[i].sd, cases[i].m, cases[i].other_sd, 11 + i);
        print_message("%zu and %zu blocks, SD %g and %g: %.1f %%\n", cases[i].n, cases[i].m,
                      cases[i].sd, cases[i].other_sd, found);
        if (found < 94 || found > 97.5)
            fail_msg("case %zu: %.2f %%", i, found);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(ratios),
        cmocka_unit_test(what_cannot_be_told),
        cmocka_unit_test(intervals_hold_the_truth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
