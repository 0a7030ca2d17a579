/* test_proportion.c - Clopper and Pearson's interval against published values. */
#include "statistics/proportion.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

static const struct {
    size_t hits, n;
    double lo, hi;
} known[] = {
    /* Closed forms: 1 - (a/2)^(1/n) of none, its mirror of all. */
    {0, 10, 0, 0.3084971},
    {10, 10, 0.6915029, 1},
    /* By bisection of the binomial's own tails. */
    {5, 10, 0.1870860, 0.8129140},
    {95, 100, 0.8871651, 0.9835681},
    {1, 20, 0.0012651, 0.2487328},
    {53, 60, 0.7742838, 0.9517852},
};

static void test_known_values(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct proportion is = proportion_of(known[i].hits, known[i].n, 0.95);
        near(is.value, (double)known[i].hits / (double)known[i].n, 1e-12);
        near(is.lo, known[i].lo, 1e-6);
        near(is.hi, known[i].hi, 1e-6);
    }
}

static void test_of_none(void **state) {
    (void)state;
    struct proportion none = proportion_of(0, 0, 0.95);
    assert_true(isnan(none.value) && isnan(none.lo) && isnan(none.hi));
}

/* It is made to hold with 95 % at least, whatever the truth is: exactly, by the binomial. */
static void test_covers(void **state) {
    (void)state;
    enum { N = 12 };
    for (double truth = 0.02; truth < 1; truth += 0.02) {
        double probability = pow(1 - truth, N), held = 0;
        for (size_t k = 0; k <= N; k++) {
            struct proportion is = proportion_of(k, N, 0.95);
            if (is.lo <= truth && truth <= is.hi)
                held += probability;
            probability *= (double)(N - k) / (double)(k + 1) * truth / (1 - truth);
        }
        assert_true(held >= 0.95);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_values),
        cmocka_unit_test(test_of_none),
        cmocka_unit_test(test_covers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
