/* test_spread.c - spread of steps by level, their neighbours and their skewness, by hand. */
#include "statistics/spread.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

static struct spread of(const double *value, const double *scatter, const int *boot, size_t n) {
    struct step step[16];
    assert_true(n <= 16);
    for (size_t i = 0; i < n; i++)
        step[i] = (struct step){.value = value[i],
                                .scatter = scatter ? scatter[i] : NAN,
                                .rounds = scatter ? 10 + i : 0,
                                .boot = boot ? boot[i] : 0};
    return spread_of(step, n);
}

static void nothing_is_told_of_nothing(void **state) {
    (void)state;
    struct spread spread = of((const double[]){1, NAN}, NULL, NULL, 2);
    assert_true(isnan(spread.blocks) && isnan(spread.slices) && isnan(spread.boots) &&
                isnan(spread.lag1) && isnan(spread.n_effective) && isnan(spread.skewness));
    spread = of((const double[]){2, 2, 2, 2, 2, 2}, NULL, NULL, 6);
    near(spread.blocks, 0, 0);
    assert_true(isnan(spread.lag1) && isnan(spread.skewness));
    near(spread.n_effective, 6, 0);
    assert_true(isnan(spread.rounds) && isnan(spread.alone));
}

/* Of 1, 3 and a block that does not count the SD is sqrt(2); its scatter does not count either. */
static void slices_and_blocks(void **state) {
    (void)state;
    struct spread spread =
        of((const double[]){1, NAN, 3, 2}, (const double[]){0.1, 9, 0.3, NAN}, NULL, 4);
    near(spread.blocks, 1, 1e-12);
    near(spread.slices, 0.2, 1e-12);
    near(spread.rounds, 11, 1e-12); /* 10 and 12; the last has too few for a scatter */
    near(spread.alone, 1.2533141373155003 * 0.2 / sqrt(11), 1e-12);
    near(spread.n_effective, 3, 0);
    assert_true(isnan(spread.lag1));
}

/* 1 to 6: deviations -2.5 ... 2.5, products of neighbours 3.75, 0.75, -0.25, 0.75, 3.75 = 8.75,
 * squares 17.5. */
static void neighbours(void **state) {
    (void)state;
    struct spread spread = of((const double[]){1, 2, 3, 4, 5, 6}, NULL, NULL, 6);
    near(spread.lag1, 0.5, 1e-12);
    near(spread.n_effective, 2, 1e-12);
    near(spread.skewness, 0, 1e-12);
    spread = of((const double[]){1, -1, 1, -1, 1, -1}, NULL, NULL, 6);
    near(spread.lag1, -5.0 / 6, 1e-12);
    near(spread.n_effective, 6, 0);
    assert_true(isnan(of((const double[]){1, 2, 3, 4, 5}, NULL, NULL, 5).lag1));
}

/* Four of 0 and one of 5: mean 1, m2 = 4, m3 = (4 x -1 + 64) / 5 = 12. */
static void skewness(void **state) {
    (void)state;
    struct spread spread = of((const double[]){0, 5, 0, 0, 0}, NULL, NULL, 5);
    near(spread.skewness, 12 / pow(4, 1.5), 1e-12);
    assert_true(spread.skewness > SPREAD_SKEWED);
    assert_true(isnan(of((const double[]){0, 5, 0, 0}, NULL, NULL, 4).skewness));
}

/* Two boots of two blocks: 1, 3 and 11, 13. Between: 2 x 25 x 2 = 100 on one degree of freedom,
 * within: 4 on two; (100 - 2) / 2 = 49. */
static void boots(void **state) {
    (void)state;
    static const int two[] = {1, 2, 1, 2}, one[] = {4, 4, 4, 4}, each[] = {1, 2, 3, 4};
    static const int none[] = {1, 1, 2, 0};
    static const double value[] = {1, 11, 3, 13}, same[] = {1, 1, 3, 3};
    near(of(value, NULL, two, 4).boots, 7, 1e-12);
    near(of(same, NULL, two, 4).boots, 0, 0);
    assert_true(isnan(of(value, NULL, one, 4).boots));
    assert_true(isnan(of(value, NULL, each, 4).boots));
    assert_true(isnan(of(value, NULL, none, 4).boots));
}

/* Boots of 3 and 1 blocks: 0, 2, 4 and 10. Mean 4, between 3 x 4 + 36 = 48, within 8 on 2, size
 * (4 - 10 / 4) / 1 = 1.5: (48 - 4) / 1.5. */
static void boots_of_other_sizes(void **state) {
    (void)state;
    near(of((const double[]){0, 2, 4, 10}, NULL, (const int[]){7, 7, 7, 8}, 4).boots,
         sqrt(44 / 1.5), 1e-12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_told_of_nothing),
        cmocka_unit_test(slices_and_blocks),
        cmocka_unit_test(neighbours),
        cmocka_unit_test(skewness),
        cmocka_unit_test(boots),
        cmocka_unit_test(boots_of_other_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
