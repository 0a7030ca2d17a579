/* test_hosts.c - one comparison on several hosts, which are the blocks. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "statistics/hosts.h"

/* Ratios of six blocks that scatter by `spread` around a mean step. */
static struct comparison host(double mean, double spread) {
    struct step step[6];
    for (int i = 0; i < 6; i++)
        step[i] = (struct step){.value = mean + (i % 2 ? spread : -spread)};
    return comparison_of(BY_RATIO, step, 6, 1);
}

static void the_host_is_the_block(void **state) {
    (void)state;
    struct comparison a = host(0.01, 1e-6), b = host(0.02, 1e-6), c = host(0.03, 1e-6);
    const struct comparison *all[] = {&a, &b, NULL, &c};
    struct over_hosts over = over_hosts(all, 4);
    assert_int_equal(over.estimate.n, 3);
    near(log(over.estimate.value), 0.02, 1e-9);
    /* t(2, 0.975) = 4.302653, sd 0.01 */
    near(log(over.estimate.hi), 0.02 + 4.302653 * 0.01 / sqrt(3), 1e-7);
    near(over.total, 0.01, 1e-9);
    near(over.between, 0.01, 1e-6);
}

/* Hosts that differ by no more than their own blocks do have nothing between them. */
static void what_blocks_explain_is_not_the_hosts(void **state) {
    (void)state;
    struct comparison a = host(0.010, 0.05), b = host(0.012, 0.05);
    const struct comparison *all[] = {&a, &b};
    struct over_hosts over = over_hosts(all, 2);
    assert_true(over.within > over.total);
    assert_true(over.between == 0);
}

static void one_host_has_no_interval(void **state) {
    (void)state;
    struct comparison a = host(0.01, 0.001);
    const struct comparison *all[] = {NULL, &a};
    struct over_hosts over = over_hosts(all, 2);
    assert_int_equal(over.estimate.n, 1);
    assert_true(isnan(over.estimate.lo) && isnan(over.total) && isnan(over.between));
    assert_int_equal(over_hosts(all, 1).estimate.n, 0);
}

static void ratios_and_differences_do_not_mix(void **state) {
    (void)state;
    struct step step[2] = {{.value = 1}, {.value = 2}};
    struct comparison a = host(0.01, 0.001), b = comparison_of(BY_DIFFERENCE, step, 2, 1);
    const struct comparison *all[] = {&a, &b}, *differences[] = {&b, &b};
    assert_int_equal(over_hosts(all, 2).estimate.n, 0);
    struct over_hosts over = over_hosts(differences, 2);
    assert_true(over.scale == BY_DIFFERENCE && over.estimate.value == 1.5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_host_is_the_block),
        cmocka_unit_test(what_blocks_explain_is_not_the_hosts),
        cmocka_unit_test(one_host_has_no_interval),
        cmocka_unit_test(ratios_and_differences_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
