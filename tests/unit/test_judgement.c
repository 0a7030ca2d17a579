/* test_judgement.c - Holm's adjustment, sample sizes, and what may be claimed of a row. */
#include "statistics/holm.h"
#include "statistics/power.h"
#include "statistics/summary.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

/* By hand, m = 4: 4 x 0.005, 3 x 0.01, 2 x 0.03, and 1 x 0.04, which may not be below the one
 * before it. */
static void holm_by_hand(void **state) {
    (void)state;
    double p[] = {0.01, 0.04, NAN, 0.03, 0.005};
    holm_adjust(p, 5);
    near(p[0], 0.03, 1e-15);
    near(p[1], 0.06, 1e-15);
    assert_true(isnan(p[2]));
    near(p[3], 0.06, 1e-15);
    near(p[4], 0.02, 1e-15);
    double large[] = {0.7, 0.6}, one[] = {0.03};
    holm_adjust(large, 2);
    assert_true(large[0] == 1 && large[1] == 1);
    holm_adjust(one, 1);
    assert_true(one[0] == 0.03);
    holm_adjust(NULL, 0);
}

/* t(.975; 9) = 2.262, t(.80; 9) = 0.883 (NIST/SEMATECH e-Handbook, 1.3.6.7.2; R's qt). */
static void the_smallest_step_that_blocks_find(void **state) {
    (void)state;
    near(power_smallest(10, 0.02), (2.262157 + 0.883404) * 0.02 / sqrt(10), 1e-8);
    assert_true(isnan(power_smallest(1, 0.02)));
}

/* SD 0.02, margin 0.01: with n = 18 the half-width is 2.1098 x 0.02 / 4.2426 = 0.009946, with n =
 * 17 it is 2.1199 x 0.02 / 4.1231 = 0.01028. */
static void blocks_for_a_half_width(void **state) {
    (void)state;
    assert_int_equal(power_blocks(0.02, 0.01), 18);
    assert_int_equal(power_blocks(0, 0.01), 2);
    assert_int_equal(power_blocks(1, 1e-9), POWER_MOST);
    assert_int_equal(power_blocks(NAN, 0.01), 0);
    assert_int_equal(power_blocks(0.02, 0), 0);
}

static struct plan_figure figure;

/* A summary of one x: the reference, then these intervals, of 5 blocks. */
static void judge(enum scale scale, const double (*interval)[2], size_t count, double margin,
                  struct summary_row *row) {
    static const struct estimate none = {0, NAN, NAN, NAN};
    struct summary summary = {.figure = &figure,
                              .margin = margin,
                              .series_count = count + 1,
                              .row_count = count + 1,
                              .row = row};
    row[0].against = comparison_with_itself(scale, 5);
    for (size_t i = 0; i < count; i++) {
        double lo = interval[i][0], hi = interval[i][1];
        double value = scale == BY_RATIO ? sqrt(lo * hi) : (lo + hi) / 2;
        struct estimate estimate = {5, value, lo, hi};
        row[i + 1].against = (struct comparison){.ratio = scale == BY_RATIO ? estimate : none,
                                                 .difference = scale == BY_RATIO ? none : estimate};
    }
    summary_judge(&summary);
}

static enum claim claim(double lo, double hi, double margin) {
    struct summary_row row[2] = {0};
    judge(BY_RATIO, (const double[][2]){{lo, hi}}, 1, margin, row);
    assert_int_equal(row[0].judged.claim, CLAIM_NONE);
    return row[1].judged.claim;
}

/* Of one row alone, claims are what its interval says; HAIR is to either side of each edge. */
static void claims_at_every_edge(void **state) {
    (void)state;
    static const double hair = 1e-7;
    assert_int_equal(claim(0.99 + hair, 1.01 - hair, 0.01), CLAIM_EQUAL);
    assert_int_equal(claim(0.99 - hair, 1.01 - hair, 0.01), CLAIM_OPEN);
    assert_int_equal(claim(0.99 + hair, 1.01 + hair, 0.01), CLAIM_OPEN);
    assert_int_equal(claim(1.002, 1.008, 0.01), CLAIM_EQUAL);
    assert_int_equal(claim(1.002, 1.01 - hair, 0.01), CLAIM_EQUAL);
    assert_int_equal(claim(1.002, 1.01 + hair, 0.01), CLAIM_SMALL);
    assert_int_equal(claim(1 + hair, 1.03, 0.01), CLAIM_SMALL);
    assert_int_equal(claim(1 - hair, 1.03, 0.01), CLAIM_OPEN);
    assert_int_equal(claim(1.01 - hair, 1.03, 0.01), CLAIM_SMALL);
    assert_int_equal(claim(1.01 + hair, 1.03, 0.01), CLAIM_DIFFERENT);
    assert_int_equal(claim(0.97, 0.99 - hair, 0.01), CLAIM_DIFFERENT);
    assert_int_equal(claim(0.97, 0.99 + hair, 0.01), CLAIM_SMALL);
    assert_int_equal(claim(0.97, 1 - hair, 0.01), CLAIM_SMALL);
    assert_int_equal(claim(0.97, 1 + hair, 0.01), CLAIM_OPEN);
    /* Without a margin nothing is equal, and all that differs does. */
    assert_int_equal(claim(0.999999, 1.000001, 0), CLAIM_OPEN);
    assert_int_equal(claim(1 + hair, 1.03, 0), CLAIM_DIFFERENT);
    /* No width at all. */
    assert_int_equal(claim(1, 1, 0.01), CLAIM_EQUAL);
    assert_int_equal(claim(1.02, 1.02, 0.01), CLAIM_DIFFERENT);
    assert_int_equal(claim(NAN, NAN, 0.01), CLAIM_NONE);
}

static void differences_have_no_margin(void **state) {
    (void)state;
    struct summary_row row[3] = {0};
    judge(BY_DIFFERENCE, (const double[][2]){{0.001, 0.004}, {-1, 1}}, 2, 0.01, row);
    assert_int_equal(row[2].judged.claim, CLAIM_OPEN);
    assert_true(isnan(row[2].judged.more_blocks));
    near(row[2].judged.resolves, (2.776445 + 0.940965) / 2.776445, 1e-6);
    judge(BY_DIFFERENCE, (const double[][2]){{0.001, 0.004}}, 1, 0.01, row);
    assert_int_equal(row[1].judged.claim, CLAIM_DIFFERENT);
}

/* Each interval says by itself what three together may not: all three are 0.03 from a claim that
 * needs 0.05 / 3, while one that is far beyond keeps its claim, and helps the others to none. */
static void claims_hold_for_all_rows_together(void **state) {
    (void)state;
    struct summary_row row[5] = {0};
    const double just[2] = {1.0005, 1.0305}; /* p of no difference: about 0.046 */
    judge(BY_RATIO, (const double[][2]){{just[0], just[1]}}, 1, 0.01, row);
    assert_int_equal(row[1].judged.claim, CLAIM_SMALL);
    judge(BY_RATIO, (const double[][2]){{just[0], just[1]}, {1.3, 1.31}, {just[0], just[1]}}, 3,
          0.01, row);
    assert_int_equal(row[1].judged.claim, CLAIM_OPEN);
    assert_int_equal(row[2].judged.claim, CLAIM_DIFFERENT);
    assert_int_equal(row[3].judged.claim, CLAIM_OPEN);
    /* Rows without an interval are no part of the family, and step-down spares the last. */
    judge(BY_RATIO, (const double[][2]){{just[0], just[1]}, {1.3, 1.31}, {NAN, NAN}}, 3, 0.01, row);
    assert_int_equal(row[1].judged.claim, CLAIM_SMALL);
    assert_int_equal(row[3].judged.claim, CLAIM_NONE);
    /* Equality likewise: [0.9905, 1.0095] alone is, two such are not. */
    judge(BY_RATIO, (const double[][2]){{0.9905, 1.0095}, {0.9905, 1.0095}}, 2, 0.01, row);
    assert_int_equal(row[1].judged.claim, CLAIM_OPEN);
    judge(BY_RATIO, (const double[][2]){{0.999, 1.001}, {0.9905, 1.0095}}, 2, 0.01, row);
    assert_int_equal(row[1].judged.claim, CLAIM_EQUAL);
    assert_int_equal(row[2].judged.claim, CLAIM_EQUAL);
}

/* 5 blocks with an SD of 0.02 need 13 more: see blocks_for_a_half_width (log 1.01 is 0.00995). */
static void more_blocks_until_the_margin(void **state) {
    (void)state;
    struct summary_row row[3] = {0};
    double half = 2.776445 * 0.02 / sqrt(5);
    judge(BY_RATIO, (const double[][2]){{exp(-half), exp(half)}, {0.999, 1.001}}, 2, 0.01, row);
    near(row[1].judged.more_blocks, 13, 0);
    near(row[2].judged.more_blocks, 0, 0);
    near(row[1].judged.resolves, exp((2.776445 + 0.940965) * 0.02 / sqrt(5)) - 1, 1e-7);
    assert_true(isnan(row[0].judged.more_blocks) && isnan(row[0].judged.resolves));
    judge(BY_RATIO, (const double[][2]){{exp(-half), exp(half)}}, 1, 0, row);
    assert_true(isnan(row[1].judged.more_blocks));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holm_by_hand),
        cmocka_unit_test(the_smallest_step_that_blocks_find),
        cmocka_unit_test(blocks_for_a_half_width),
        cmocka_unit_test(claims_at_every_edge),
        cmocka_unit_test(differences_have_no_margin),
        cmocka_unit_test(claims_hold_for_all_rows_together),
        cmocka_unit_test(more_blocks_until_the_margin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
