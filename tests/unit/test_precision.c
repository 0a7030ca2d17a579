/* test_precision.c - half-widths of sequences, and the blocks that a wanted one takes more. */
#include "summary_fixture.h"

#include "statistics/precision.h"

#include <stdlib.h>

static const char *const two[] = {"native", "docker"}, *const three[] = {"native", "docker", "kvm"};

static struct precision *precision;

static void judge_all(double wanted) {
    struct error err = {.text = ""};
    free(precision);
    if (precision_of(&plan, &records, wanted, &precision, &err) < 0)
        fail_msg("%s", err.text);
}

static int clear_all(void **state) {
    free(precision);
    precision = NULL;
    return clear(state);
}

/* Log ratios of `step`, up and down in turn. */
static void put_steps(const char *series, unsigned rounds, double step) {
    for (unsigned round = 1; round <= rounds; round++)
        put_round(series, round, 100 * exp(round % 2 ? step : -step));
}

/* Eight steps of +-2 %: sd 0.02 sqrt(8/7) = 0.0213809; t(0.975; 7) = 2.364624; half-width
 * t sd / sqrt(8) = 0.0178746, exp() - 1 of it 0.0180353; (t sd / log(1.01))^2 = 25.82. */
static void the_widest_row_counts(void **state) {
    (void)state;
    make_plan(8, three, 3);
    put_steps("native", 8, 0);
    put_steps("docker", 8, 0.02);
    put_steps("kvm", 8, 0.001);
    judge_all(0.01);
    assert_int_equal(precision->rows, 4);
    assert_int_equal(precision->untold, 0);
    assert_string_equal(precision->series, "docker");
    assert_string_equal(precision->x, "copy");
    near(precision->half_width, 0.0180353, 1e-6);
    assert_int_equal(precision->pairs, 8);
    assert_int_equal(precision->more, 26 - 8);
    assert_false(precision->by_emulated);
    judge_all(0.02);
    assert_int_equal(precision->more, 0);
}

/* A gain or a loss of any size takes as many blocks as none: what is found does not stop a run. */
static void the_effect_does_not_matter(void **state) {
    (void)state;
    make_plan(8, two, 2);
    put_steps("native", 8, 0);
    for (unsigned round = 1; round <= 8; round++)
        put_round("docker", round, 30 * exp(round % 2 ? 0.02 : -0.02));
    judge_all(0.01);
    assert_int_equal(precision->more, 18);
}

static void emulated_guests_do_not_count_beside_others(void **state) {
    (void)state;
    make_plan(8, three, 3);
    plan.accel = plan_copy("tcg");
    plan.figure[0].series[2].traits.kind = KIND_GUEST;
    put_steps("native", 8, 0);
    put_steps("docker", 8, 0.01);
    put_steps("kvm", 8, 0.3);
    judge_all(0.01);
    assert_string_equal(precision->series, "docker");
    assert_int_equal(precision->rows, 2);
    assert_int_equal(precision->emulated, 2);
    assert_false(precision->by_emulated);
    plan.accel[0] = 'k';
    judge_all(0.01);
    assert_string_equal(precision->series, "kvm");
    assert_int_equal(precision->emulated, 0);
}

static void emulated_guests_count_alone(void **state) {
    (void)state;
    make_plan(8, two, 2);
    plan.accel = plan_copy("tcg");
    plan.figure[0].series[1].traits.kind = KIND_GUEST;
    put_steps("native", 8, 0);
    put_steps("docker", 8, 0.02);
    judge_all(0.01);
    assert_true(precision->by_emulated);
    assert_int_equal(precision->more, 18);
}

static void what_has_no_pairs_is_untold(void **state) {
    (void)state;
    make_plan(8, two, 2);
    put_steps("native", 8, 0);
    put_steps("docker", 1, 0.02);
    judge_all(0.01);
    assert_int_equal(precision->rows, 0);
    assert_int_equal(precision->untold, 2);
    assert_string_equal(precision->series, "");
    assert_int_equal(precision->more, 0);
}

/* Blocks that failed are no pairs: five of the eight. */
static void failed_blocks_count_as_none(void **state) {
    (void)state;
    make_plan(8, two, 2);
    put_steps("native", 5, 0);
    put_steps("docker", 8, 0);
    judge_all(0.01);
    assert_int_equal(precision->pairs, 5);
    assert_int_equal(precision->more, 0);
    assert_true(precision->half_width == 0);
}

/* Of 0 and 2 in turn: a mean of 1, so that the unit is the reference's 100 %. Eight differences of
 * +-0.1: half-width 2.364624 x 0.1 sqrt(8/7) / sqrt(8) = 0.0893744 of it. */
static void differences_are_told_against_the_reference(void **state) {
    (void)state;
    make_plan(8, two, 2);
    for (unsigned round = 1; round <= 8; round++) {
        double reference = round % 2 ? 0 : 2;
        put_round("native", round, reference);
        put_round("docker", round, reference + (round % 4 < 2 ? 0.1 : -0.1));
    }
    judge_all(0.05);
    near(precision->half_width, 0.0893744, 1e-6);
    assert_int_equal(precision->more, 26 - 8); /* (2.364624 x 0.106904 / 0.05)^2 = 25.56 */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_widest_row_counts, clear_all),
        cmocka_unit_test_teardown(the_effect_does_not_matter, clear_all),
        cmocka_unit_test_teardown(emulated_guests_do_not_count_beside_others, clear_all),
        cmocka_unit_test_teardown(emulated_guests_count_alone, clear_all),
        cmocka_unit_test_teardown(what_has_no_pairs_is_untold, clear_all),
        cmocka_unit_test_teardown(failed_blocks_count_as_none, clear_all),
        cmocka_unit_test_teardown(differences_are_told_against_the_reference, clear_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
