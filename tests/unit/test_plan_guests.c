/* test_plan_guests.c - guests that are kept must fit into memory together. */
#include "common/memory.h"
#include "planning/plan_guests.h"
#include "planning/series.h"

#include "plan_fixture.h"

#define GIB (UINT64_C(1) << 30)

/* A figure that boots once, of native and these guests of 1 GiB, ended by NULL. */
static struct plan_figure *add_guests(const char *name, const char *const *guests) {
    struct plan_figure *figure = add_figure(name, 1, 1, 0);
    figure->boots = BOOT_ONCE;
    for (; *guests; guests++)
        assert_int_equal(plan_add_series(figure, *guests, *guests, NULL), 0);
    series_describe(&plan);
    return figure;
}

static const char *const three[] = {"kvm", "kvm-tuned", "kvm+pinning=on", NULL};
static const char *const two[] = {"kvm", "kvm+host-pages=4k", NULL};

static void guests_that_fit_together_are_kept(void **state) {
    (void)state;
    struct plan_figure *figure = add_guests("a", three);
    plan_spare_memory(&plan, 4 * GIB);
    assert_int_equal(figure->boots, BOOT_ONCE);
    plan_spare_memory(&plan, MEMORY_UNTOLD);
    assert_int_equal(figure->boots, BOOT_ONCE);
    assert_int_equal(plan.warning_count, 0);
    plan_spare_memory(&plan, 0); /* none is not unknown */
    assert_int_equal(figure->boots, BOOT_BLOCK);
}

static void too_many_boot_for_each_block(void **state) {
    (void)state;
    struct plan_figure *figure = add_guests("a", three);
    plan_spare_memory(&plan, 4 * GIB - 1);
    assert_int_equal(figure->boots, BOOT_BLOCK);
    assert_int_equal(plan.warning_count, 1);
    assert_non_null(strstr(plan.warning[0], "3 of them would hold 3G of memory, with 1G wanted"));
}

static void figures_share_guests_of_one_shape(void **state) {
    (void)state;
    add_guests("a", three);
    struct plan_figure *figure = add_guests("b", two); /* one more */
    plan_spare_memory(&plan, 5 * GIB);
    assert_int_equal(figure->boots, BOOT_ONCE);
    plan.figure[1].guest_vcpus++; /* others */
    plan_spare_memory(&plan, 5 * GIB);
    assert_int_equal(figure->boots, BOOT_BLOCK);
    assert_non_null(strstr(plan.warning[0], "5 of them would hold 5G"));
}

/* Their guest is there for one block alone, and needs its room. */
static void guests_of_a_block_are_not_kept(void **state) {
    (void)state;
    add_guests("a", two);
    struct plan_figure *large = add_guests("b", two);
    large->boots = BOOT_BLOCK;
    large->guest_memory = 4 * GIB;
    plan_spare_memory(&plan, 6 * GIB);
    assert_int_equal(plan.figure[0].boots, BOOT_ONCE);
    plan_spare_memory(&plan, 6 * GIB - 1);
    assert_int_equal(plan.figure[0].boots, BOOT_BLOCK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(guests_that_fit_together_are_kept, empty),
        cmocka_unit_test_teardown(too_many_boot_for_each_block, empty),
        cmocka_unit_test_teardown(figures_share_guests_of_one_shape, empty),
        cmocka_unit_test_teardown(guests_of_a_block_are_not_kept, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
