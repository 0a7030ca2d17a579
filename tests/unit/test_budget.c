/* test_budget.c - wanted blocks against the time that there is. */
#include "planning/budget.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static size_t given[3];

static void expect(size_t a, size_t b, size_t c) {
    assert_int_equal(given[0], a);
    assert_int_equal(given[1], b);
    assert_int_equal(given[2], c);
}

static void all_fit_into_enough_time(void **state) {
    (void)state;
    budget_share((double[]){2, 3, 4}, (size_t[]){5, 0, 2}, 3, 18, given);
    expect(5, 0, 2);
    budget_share((double[]){2, 3, 4}, (size_t[]){5, 1, 2}, 3, INFINITY, given);
    expect(5, 1, 2);
}

/* 2 + 3 + 4 = 9 s for the first of each, 2 + 3 for the second of two, 1 s is left. */
static void who_wants_few_is_served_beside_who_wants_many(void **state) {
    (void)state;
    budget_share((double[]){2, 3, 4}, (size_t[]){1000, 2, 1}, 3, 15, given);
    expect(2, 2, 1);
}

static void what_is_too_long_does_not_stop_the_others(void **state) {
    (void)state;
    budget_share((double[]){50, 3, 4}, (size_t[]){3, 3, 3}, 3, 15, given);
    expect(0, 2, 2);
}

static void no_time_gives_nothing(void **state) {
    (void)state;
    budget_share((double[]){2, 3, 4}, (size_t[]){3, 3, 3}, 3, 0, given);
    expect(0, 0, 0);
    budget_share((double[]){2, 3, 0}, (size_t[]){3, 3, 3}, 3, -7, given);
    expect(0, 0, 0);
    budget_share((double[]){2, 3, 0}, (size_t[]){3, 3, 3}, 3, 0, given);
    expect(0, 0, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_fit_into_enough_time),
        cmocka_unit_test(who_wants_few_is_served_beside_who_wants_many),
        cmocka_unit_test(what_is_too_long_does_not_stop_the_others),
        cmocka_unit_test(no_time_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
