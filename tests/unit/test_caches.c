/* test_caches.c - arrays that caches could hold are warned of. */
#include "planning/caches.h"

#include "plan_fixture.h"

static struct plan_figure *stream_of(const char *bytes) {
    struct plan_figure *figure = add_figure("fig02", 2, 1, 0);
    parameters_add(&figure->parameters, "array-size", bytes, 0);
    return figure;
}

static void small_arrays_are_warned_of(void **state) {
    (void)state;
    caches_warn(&plan, stream_of("268435456"), UINT64_C(768) << 20);
    assert_int_equal(plan.warning_count, 1);
    assert_non_null(strstr(plan.warning[0], "fig02: array-size is 256M, less than 4 times this "
                                            "machine's 768M of last-level caches"));
    assert_non_null(strstr(plan.warning[0], "--set array-size=3G"));
}

static void large_ones_are_not(void **state) {
    (void)state;
    caches_warn(&plan, stream_of("268435456"), UINT64_C(64) << 20);
    caches_warn(&plan, &plan.figure[0], 0); /* not told */
    assert_int_equal(plan.warning_count, 0);
}

static void whoever_sets_a_size_knows_it(void **state) {
    (void)state;
    parameters_add(&plan.overrides, "array-size", "8M", 0);
    caches_warn(&plan, stream_of("8388608"), UINT64_C(64) << 20);
    assert_int_equal(plan.warning_count, 0);
}

static void other_kernels_have_no_arrays(void **state) {
    (void)state;
    struct plan_figure *figure = stream_of("4096");
    json_decref(figure->yields);
    figure->yields = yields_of(YIELDS_OF_NETWORK);
    caches_warn(&plan, figure, UINT64_C(64) << 20);
    assert_int_equal(plan.warning_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(small_arrays_are_warned_of, empty),
        cmocka_unit_test_teardown(large_ones_are_not, empty),
        cmocka_unit_test_teardown(whoever_sets_a_size_knows_it, empty),
        cmocka_unit_test_teardown(other_kernels_have_no_arrays, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
