/* test_statistics.c - against published reference values; each test names its source. */
#include "statistics/statistics.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "near.h"

/* NIST Statistical Reference Datasets, NumAcc1 and NumAcc3: certified mean and SD. */
static void moments_match_nist_numacc(void **state) {
    (void)state;
    const double one[] = {10000001, 10000003, 10000002};
    struct moments moments = moments_of(one, 3);
    assert_int_equal(moments.n, 3);
    near(moments.mean, 10000002, 0);
    near(moments.sd, 1, 0);
    near(moments.median, 10000002, 0);

    double three[1001];
    three[0] = 1000000.2;
    for (size_t i = 1; i < 1001; i++)
        three[i] = i % 2 ? 1000000.1 : 1000000.3;
    moments = moments_of(three, 1001);
    near(moments.mean, 1000000.2, 1e-8);
    near(moments.sd, 0.1, 1e-8);
}

static void moments_of_few_values(void **state) {
    (void)state;
    const double values[] = {4, 1, 3, 2};
    near(moments_of(values, 4).median, 2.5, 0);
    assert_true(isnan(moments_of(values, 1).sd));
    near(moments_of(values, 1).mean, 4, 0);
    assert_true(isnan(moments_of(values, 0).mean));
    assert_true(isnan(moments_of(values, 0).median));
    near(values[0], 4, 0); /* sorting works on a copy */
}

/* Student's sleep data (Student, "The probable error of a mean", Biometrika 6 (1908) 1-25; R's
 * `sleep`): extra hours of sleep of ten patients under two drugs. As log ratios they have the
 * published paired t interval, t.test(extra ~ group, paired): mean difference 1.58, 95 % interval
 * 0.7001142 to 2.4598858, nine degrees of freedom. */
static const double drug1[10] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
static const double drug2[10] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

static void sleep_steps(enum scale scale, double steps[10]) {
    for (size_t i = 0; i < 10; i++)
        steps[i] = scale == BY_RATIO ? step_between(scale, exp(drug2[i]), exp(drug1[i]))
                                     : step_between(scale, drug2[i], drug1[i]);
}

static void ratio_matches_students_sleep_data(void **state) {
    (void)state;
    double steps[10];
    sleep_steps(BY_RATIO, steps);
    struct estimate ratio = estimate_from(BY_RATIO, steps, 10, 0.95);
    assert_int_equal(ratio.n, 10);
    near(log(ratio.value), 1.58, 1e-12);
    near(log(ratio.lo), 0.7001142, 5e-8);
    near(log(ratio.hi), 2.4598858, 5e-8);
}

/* As they are published, with its negative and zero values. */
static void difference_matches_students_sleep_data(void **state) {
    (void)state;
    double steps[10];
    sleep_steps(BY_DIFFERENCE, steps);
    struct estimate difference = estimate_from(BY_DIFFERENCE, steps, 10, 0.95);
    assert_int_equal(difference.n, 10);
    near(difference.value, 1.58, 1e-12);
    near(difference.lo, 0.7001142, 5e-8);
    near(difference.hi, 2.4598858, 5e-8);
    near(permutation_p(steps, 10, 0, 1), 4.0 / 1024, 0);
}

static void steps_of_pairs(void **state) {
    (void)state;
    near(step_between(BY_RATIO, 2, 1), log(2), 1e-15);
    near(step_between(BY_DIFFERENCE, 0, 1), -1, 0);
    assert_true(isnan(step_between(BY_DIFFERENCE, NAN, 1)));
    assert_true(isnan(step_between(BY_DIFFERENCE, 2, INFINITY)));
    static const double series[] = {NAN, 0, -1, INFINITY, 3, 3}, reference[] = {1, 1, 1, 1, NAN, 0};
    for (size_t i = 0; i < 6; i++)
        assert_true(isnan(step_between(BY_RATIO, series[i], reference[i])));
}

/* Two pairs with log ratios -1 and 1: mean 0, SD sqrt(2), half width = the t quantile itself.
 * NIST/SEMATECH e-Handbook, 1.3.6.7.2: t(0.975; 1) = 12.706, t(0.995; 1) = 63.657. */
static void half_widths_are_published_quantiles(void **state) {
    (void)state;
    const double steps[] = {-1, 1};
    near(log(estimate_from(BY_RATIO, steps, 2, 0.95).hi), 12.706, 5e-4);
    near(log(estimate_from(BY_RATIO, steps, 2, 0.99).hi), 63.657, 5e-4);
    near(log(estimate_from(BY_RATIO, steps, 2, 0.95).lo), -12.706, 5e-4);
}

static void pairs_that_do_not_count(void **state) {
    (void)state;
    const double steps[] = {log(2), NAN, -INFINITY, INFINITY, NAN, 0};
    struct estimate ratio = estimate_from(BY_RATIO, steps, 5, 0.95);
    assert_int_equal(ratio.n, 1);
    near(ratio.value, 2, 1e-15);
    assert_true(isnan(ratio.lo) && isnan(ratio.hi));
    struct estimate difference = estimate_from(BY_DIFFERENCE, steps, 6, 0.95);
    assert_int_equal(difference.n, 2);
    near(difference.value, log(2) / 2, 1e-15);

    ratio = estimate_from(BY_RATIO, steps + 1, 4, 0.95);
    assert_int_equal(ratio.n, 0);
    assert_true(isnan(ratio.value) && isnan(ratio.lo) && isnan(ratio.hi));
    assert_true(isnan(estimate_from(BY_RATIO, NULL, 0, 0.95).value));
    assert_true(isnan(permutation_p(steps, 6, 0, 1)));
}

static void equal_ratios_have_no_width(void **state) {
    (void)state;
    const double steps[] = {log(2), log(2), log(2)};
    struct estimate ratio = estimate_from(BY_RATIO, steps, 3, 0.95);
    near(ratio.value, 2, 1e-14);
    near(ratio.lo, 2, 1e-14);
    near(ratio.hi, 2, 1e-14);
}

/* By hand: six log ratios of one sign reach their |sum| only with all signs equal, 2 of 64. For the
 * log ratios -1, 2, 3, 4, 5, 6 the sum is 19; of all sign assignments those with all signs equal
 * (21) and those with only the 1 turned (19) reach it: 4 of 64. */
static void permutation_by_hand(void **state) {
    (void)state;
    const double up[] = {1, 2, 3, 4, 5, 6}, mixed[] = {-1, 2, 3, 4, 5, 6}, none[6] = {0};
    near(permutation_p(up, 6, 0, 1), 2.0 / 64, 0);
    near(permutation_p(mixed, 6, 0, 1), 4.0 / 64, 0);
    near(permutation_p(none, 6, 0, 1), 1, 0);
    assert_true(isnan(permutation_p(up, 5, 0, 1)));
}

/* The sleep data again. All differences but one zero are positive, so that only the two
 * assignments of equal signs, each in two ways for the zero, reach the observed sum: 4 of 1024. */
static void permutation_of_students_sleep_data(void **state) {
    (void)state;
    double steps[10];
    sleep_steps(BY_RATIO, steps);
    near(permutation_p(steps, 10, 0, 1), 4.0 / 1024, 0);
}

static void sampled_permutations(void **state) {
    (void)state;
    enum { PAIRS = 24 };
    double equal[PAIRS], balanced[PAIRS], two[PAIRS];
    for (size_t i = 0; i < PAIRS; i++) {
        equal[i] = 0.4;
        balanced[i] = i % 2 ? 0.4 : -0.4;
        two[i] = i < 2;
    }
    /* 2 of 2^24 are extreme: none is drawn, and p is its floor (Phipson & Smyth 2010). */
    near(permutation_p(equal, PAIRS, 999, 7), 1.0 / 1000, 1e-15);
    near(permutation_p(balanced, PAIRS, 999, 7), 1, 1e-15);

    /* Two steps of 1 and 22 of 0: extreme where those two have equal signs, half the time. */
    double p = permutation_p(two, PAIRS, 20000, 7);
    near(p, 0.5, 0.02);
    assert_true(p == permutation_p(two, PAIRS, 20000, 7));
}

static void bonferroni(void **state) {
    (void)state;
    near(family_confidence(0.999, 1), 0.999, 1e-15);
    near(family_confidence(0.999, 4), 0.99975, 1e-15);
    near(family_confidence(0.95, 5), 0.99, 1e-15);
    assert_true(isnan(family_confidence(0.999, 0)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_match_nist_numacc),
        cmocka_unit_test(moments_of_few_values),
        cmocka_unit_test(ratio_matches_students_sleep_data),
        cmocka_unit_test(difference_matches_students_sleep_data),
        cmocka_unit_test(steps_of_pairs),
        cmocka_unit_test(half_widths_are_published_quantiles),
        cmocka_unit_test(pairs_that_do_not_count),
        cmocka_unit_test(equal_ratios_have_no_width),
        cmocka_unit_test(permutation_by_hand),
        cmocka_unit_test(permutation_of_students_sleep_data),
        cmocka_unit_test(sampled_permutations),
        cmocka_unit_test(bonferroni),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
