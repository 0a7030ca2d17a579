/* test_summary_aa.c - the A/A gate: native against itself, each row and all together. */
#include "summary_fixture.h"

static const char *const twice[] = {"native", "native-2"};

/* Six blocks; native-2 is native times these factors. */
static void put_aa(const double *factors) {
    make_plan(6, twice, 2);
    for (unsigned round = 1; round <= 6; round++) {
        put_round("native", round, 10 + round);
        put_round("native-2", round, (10 + round) * factors[round - 1]);
    }
    summarise_all();
}

static void an_aa_gate_passes(void **state) {
    (void)state;
    put_aa((const double[]){1.01, 0.99, 1.02, 0.98, 1.005, 0.995});
    assert_true(summary.aa.present && summary.aa.passed);
    assert_int_equal(summary.aa.rows, 2);
    near(summary.aa.confidence, 0.9995, 1e-12);
    assert_int_equal(summary.aa.outside_95, 0);
    assert_int_equal(summary.warning_count, 0);
    assert_false(isnan(summary_find(&summary, "native-2", "copy")->against.p));
}

static void an_aa_gate_of_zeros_compares_by_difference(void **state) {
    (void)state;
    make_plan(6, twice, 2);
    for (unsigned round = 1; round <= 6; round++) {
        put_round("native", round, 0);
        put_round("native-2", round, round % 2 ? 0.1 : 0);
    }
    summarise_all();
    assert_true(summary.aa.passed);
    assert_int_equal(summary.aa.rows, 2);
    summary_free(&summary);
    for (unsigned round = 1; round <= 6; round++)
        put_round("native-2", round, 1 + 0.001 * round);
    summarise_all();
    assert_false(summary.aa.passed);
    assert_int_equal(summary.aa.outside_gate, 2);
    assert_true(warned("fig02: native-2 copy minus itself is 1.0035 ["));
}

static void one_row_outside_95_is_only_a_warning(void **state) {
    (void)state;
    put_aa((const double[]){1.01, 1.02, 1.002, 1.03, 1.025, 1.005});
    assert_true(summary.aa.passed);
    assert_int_equal(summary.aa.outside_95, 2);
    assert_int_equal(summary.aa.outside_gate, 0);
    assert_true(warned("fig02: native-2 copy against itself is 1.01"));
    assert_int_equal(summary.warning_count, 2);
}

static void an_aa_gate_fails(void **state) {
    (void)state;
    put_aa((const double[]){1.10, 1.11, 1.10, 1.09, 1.10, 1.10});
    assert_false(summary.aa.passed);
    assert_int_equal(summary.aa.outside_gate, 2);
    assert_true(warned("fig02: A/A gate failed: 2 of 2 rows"));
}

static void an_aa_gate_without_pairs_is_not_passed(void **state) {
    (void)state;
    make_plan(1, twice, 2);
    put_round("native", 1, 10);
    put_round("native-2", 1, 10);
    summarise_all();
    assert_true(summary.aa.present);
    assert_false(summary.aa.passed);
    assert_int_equal(summary.aa.rows, 0);
    assert_true(warned("A/A gate: no row has two pairs"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(an_aa_gate_passes, clear),
        cmocka_unit_test_teardown(an_aa_gate_of_zeros_compares_by_difference, clear),
        cmocka_unit_test_teardown(one_row_outside_95_is_only_a_warning, clear),
        cmocka_unit_test_teardown(an_aa_gate_fails, clear),
        cmocka_unit_test_teardown(an_aa_gate_without_pairs_is_not_passed, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
