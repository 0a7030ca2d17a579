/* test_williams.c - full designs balance positions and predecessors. */
#include "planning/williams.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MAX = 16 };

static void rows_of_a_full_design(void **state) {
    (void)state;
    assert_int_equal(williams_rows(1), 1);
    assert_int_equal(williams_rows(2), 2);
    assert_int_equal(williams_rows(3), 6);
    assert_int_equal(williams_rows(4), 4);
    assert_int_equal(williams_rows(9), 18);
}

/* Every row holds each once; every treatment stands equally often in each position and equally
 * often directly after each other one. */
static void is_balanced(size_t n) {
    size_t position[MAX][MAX] = {0}, predecessor[MAX][MAX] = {0}, rows = williams_rows(n);
    for (size_t row = 0; row < rows; row++) {
        size_t order[MAX], seen = 0;
        williams_row(n, row, order);
        for (size_t i = 0; i < n; i++) {
            assert_in_range(order[i], 0, n - 1);
            seen |= (size_t)1 << order[i];
            position[i][order[i]]++;
            if (i > 0)
                predecessor[order[i]][order[i - 1]]++;
        }
        assert_int_equal(seen, ((size_t)1 << n) - 1);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(position[i][k], rows / n);
            assert_int_equal(predecessor[i][k], i == k ? 0 : rows / n);
        }
}

static void one_to_sixteen_are_balanced(void **state) {
    (void)state;
    for (size_t n = 1; n <= MAX; n++)
        is_balanced(n);
}

static void the_square_of_four_is_the_textbooks(void **state) {
    (void)state;
    /* Williams 1949: the first row is 0, 1, n-1, 2, ...; the others add 1. */
    static const size_t square[4][4] = {{0, 1, 3, 2}, {1, 2, 0, 3}, {2, 3, 1, 0}, {3, 0, 2, 1}};
    for (size_t row = 0; row < 8; row++) {
        size_t order[4];
        williams_row(4, row, order);
        assert_memory_equal(order, square[row % 4], sizeof order);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_a_full_design),
        cmocka_unit_test(one_to_sixteen_are_balanced),
        cmocka_unit_test(the_square_of_four_is_the_textbooks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
