/* test_permutation.c - every number once, whatever the limit, and back again. */
#include "blockio/permutation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void check(uint64_t count, uint64_t key) {
    struct permutation p = permutation_make(count, key);
    bool *seen = calloc(count, sizeof *seen);
    assert_non_null(seen);
    for (uint64_t position = 0; position < count; position++) {
        uint64_t value = permutation_at(&p, position);
        assert_true(value < count);
        assert_false(seen[value]);
        seen[value] = true;
        assert_true(permutation_position(&p, value) == position);
    }
    free(seen);
}

static void each_value_once_at_every_small_size(void **state) {
    (void)state;
    for (uint64_t count = 1; count <= 300; count++)
        check(count, 7 * count);
}

static void each_value_once_at_odd_sizes(void **state) {
    (void)state;
    static const uint64_t sizes[] = {1023, 1024, 1025, 65535, 65536, 65537, 99991, 131071};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        check(sizes[i], i);
}

static void huge_sizes_go_there_and_back(void **state) {
    (void)state;
    static const uint64_t sizes[] = {(UINT64_C(1) << 40) + 1, UINT64_MAX / 3, UINT64_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct permutation p = permutation_make(sizes[i], 42);
        for (uint64_t n = 0; n < 1000; n++) {
            uint64_t value = permutation_at(&p, sizes[i] - 1 - n);
            assert_true(value < sizes[i]);
            assert_true(permutation_position(&p, value) == sizes[i] - 1 - n);
        }
    }
}

static void keys_make_different_orders(void **state) {
    (void)state;
    struct permutation one = permutation_make(1000, 1), two = permutation_make(1000, 2);
    unsigned same = 0;
    for (uint64_t i = 0; i < 1000; i++)
        same += permutation_at(&one, i) == permutation_at(&two, i);
    assert_true(same < 20); /* 1 is expected of two random orders */
}

/* A disk would notice neighbours that stay neighbours, or halves that stay apart. */
static void order_looks_random(void **state) {
    (void)state;
    enum { COUNT = 100003 };
    struct permutation p = permutation_make(COUNT, 5);
    unsigned near = 0, low = 0;
    for (uint64_t i = 0; i + 1 < COUNT; i++) {
        int64_t step = (int64_t)permutation_at(&p, i + 1) - (int64_t)permutation_at(&p, i);
        near += llabs(step) <= 16;
        low += i < COUNT / 2 && permutation_at(&p, i) < COUNT / 2;
    }
    assert_in_range(near, 16, 64);                            /* 32 expected */
    assert_in_range(low, COUNT / 4 - 1000, COUNT / 4 + 1000); /* of a random half */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_value_once_at_every_small_size),
        cmocka_unit_test(each_value_once_at_odd_sizes),
        cmocka_unit_test(huge_sizes_go_there_and_back),
        cmocka_unit_test(keys_make_different_orders),
        cmocka_unit_test(order_looks_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
