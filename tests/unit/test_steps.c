/* test_steps.c - the step of a block, from slices by round and from whole cells. */
#include "summary_fixture.h"

#include "statistics/steps.h"

static const char *const two[] = {"native", "docker"};

static json_t *sliced(const char *cell, double value, const int *round, const double *sample,
                      size_t count) {
    json_t *record = put(cell, value);
    slice_record(record, round, sample, count);
    return record;
}

static struct step step_of(enum scale scale, const json_t *series, const json_t *reference) {
    return step_of_records(scale, series, reference, "bandwidth", "copy");
}

/* Rounds 0 to 4; the machine doubles its speed after each, which cells could not see through. The
 * log ratios are those of 0.9, 0.8, 1, 0.5 and 0.95. */
static void the_median_of_the_rounds_counts(void **state) {
    (void)state;
    make_plan(1, two, 2);
    const int rounds[] = {0, 1, 2, 3, 4};
    json_t *native = sliced("fig02/native/r1", 999, rounds, (const double[]){1, 2, 4, 8, 16}, 5);
    json_t *docker =
        sliced("fig02/docker/r1", 1, rounds, (const double[]){0.9, 1.6, 4, 4, 15.2}, 5);
    struct step step = step_of(BY_RATIO, docker, native);
    near(step.value, log(0.9), 1e-12);
    assert_int_equal(step.rounds, 5);
    /* Distances from the median: 0, .054, .105, .118, .588; the median of them times 1.4826. */
    near(step.scatter, 1.482602218505602 * (log(1) - log(0.9)), 1e-12);
    step = step_of(BY_DIFFERENCE, docker, native);
    near(step.value, -0.4, 1e-12); /* of -0.1, -0.4, 0, -4, -0.8 */
    step = step_of_records(BY_DIFFERENCE, docker, native, "bandwidth", "none|triad");
    near(step.value, -0.8, 1e-12);
}

/* The reference took part in rounds 0 to 4 with no sample in 1; the other in 4, 1 and 0, in this
 * order, and in one of its own. */
static void only_rounds_that_both_have_are_pairs(void **state) {
    (void)state;
    make_plan(1, two, 2);
    json_t *native = sliced("fig02/native/r1", 1, (const int[]){0, 1, 2, 3, 4},
                            (const double[]){10, NAN, 30, 40, 50}, 5);
    json_t *docker =
        sliced("fig02/docker/r1", 1, (const int[]){4, 1, 0, 9}, (const double[]){51, 99, 12, 7}, 4);
    struct step step = step_of(BY_DIFFERENCE, docker, native);
    assert_int_equal(step.rounds, 2);
    near(step.value, 1.5, 1e-12);
    assert_true(isnan(step.scatter));
}

static void cells_have_the_step_of_their_values(void **state) {
    (void)state;
    make_plan(1, two, 2);
    const int rounds[] = {0, 1, 2};
    json_t *cell = put("fig02/native/r1", 8);
    json_t *docker = sliced("fig02/docker/r1", 4, rounds, (const double[]){1, 1, 1}, 3);
    struct step step = step_of(BY_RATIO, docker, cell);
    near(step.value, log(0.5), 1e-12);
    assert_int_equal(step.rounds, 0);
    assert_true(isnan(step.scatter));
    step = step_of(BY_RATIO, cell, docker);
    near(step.value, log(2), 1e-12);
    /* Samples without rounds are a kernel's own iterations. */
    json_object_del(docker, "slices");
    near(step_of(BY_RATIO, docker, cell).value, log(0.5), 1e-12);
    assert_true(isnan(step_of(BY_RATIO, docker, NULL).value));
    assert_true(isnan(step_of(BY_RATIO, NULL, cell).value));
}

static void records_that_do_not_count_have_no_slices(void **state) {
    (void)state;
    make_plan(1, two, 2);
    const int rounds[] = {0, 1, 2};
    json_t *native = sliced("fig02/native/r1", 8, rounds, (const double[]){1, 1, 1}, 3);
    json_t *docker = sliced("fig02/docker/r1", 4, rounds, (const double[]){1, 1, 1}, 3);
    json_object_set_new(docker, "valid", json_false());
    assert_true(isnan(step_of(BY_RATIO, docker, native).value));
    json_object_set_new(docker, "valid", json_true());
    near(step_of(BY_RATIO, docker, native).value, 0, 0);
}

/* A slice without work is below every other, and a block of them has no step. */
static void slices_without_work_count_as_what_they_are(void **state) {
    (void)state;
    make_plan(1, two, 2);
    const int rounds[] = {0, 1, 2, 3, 4};
    json_t *native = sliced("fig02/native/r1", 1, rounds, (const double[]){1, 1, 1, 1, 0}, 5);
    json_t *docker = sliced("fig02/docker/r1", 1, rounds, (const double[]){0, 0.5, 2, 4, 0}, 5);
    struct step step = step_of(BY_RATIO, docker, native);
    assert_int_equal(step.rounds, 4);
    near(step.value, 0, 1e-12); /* of -inf, -ln 2, ln 2, 2 ln 2 */
    slice_record(docker, rounds, (const double[]){0, 0, 0, 4, 1}, 5);
    assert_true(isnan(step_of(BY_RATIO, docker, native).value));
}

static void foreign_slices_are_no_slices(void **state) {
    (void)state;
    make_plan(1, two, 2);
    const int rounds[] = {0, 1, 2};
    const double sample[] = {1, 2, 3};
    json_t *native = sliced("fig02/native/r1", 8, rounds, sample, 3);
    json_t *docker = sliced("fig02/docker/r1", 4, rounds, sample, 3);
    json_t *slices = json_object_get(docker, "slices");
    json_object_set_new(slices, "round", json_pack("[s, f, n]", "0", 1.0));
    near(step_of(BY_RATIO, docker, native).value, log(0.5), 1e-12);
    json_object_set_new(slices, "round", json_string("0 1 2"));
    near(step_of(BY_RATIO, docker, native).value, log(0.5), 1e-12);
    json_object_set_new(slices, "round", json_pack("[i i i i i]", 2, 1, 0, 3, 4));
    struct step step = step_of(BY_RATIO, docker, native);
    assert_int_equal(step.rounds, 3); /* more rounds than samples: those that have one */
    near(step.value, 0, 1e-12);
}

/* Ratio, interval and A/A gate of a figure come from the slices: here each round of docker is 0.9
 * of native's, while the values of whole cells say 2. */
static void rows_are_compared_by_slices(void **state) {
    (void)state;
    make_plan(3, two, 2);
    const int rounds[] = {0, 1, 2};
    for (unsigned block = 1; block <= 3; block++) {
        double native[3], docker[3];
        for (size_t k = 0; k < 3; k++) {
            native[k] = pow(10, (double)k + block);
            docker[k] = native[k] * (k == block - 1 ? 0.1 * block : 0.9); /* one burst a block */
        }
        char cell[64];
        snprintf(cell, sizeof cell, "fig02/native/r%u", block);
        sliced(cell, 1, rounds, native, 3);
        snprintf(cell, sizeof cell, "fig02/docker/r%u", block);
        sliced(cell, 2, rounds, docker, 3);
    }
    summarise_all();
    const struct summary_row *docker = summary_find(&summary, "docker", "triad");
    near(docker->moments.mean, 4, 1e-12);
    assert_int_equal(docker->against.ratio.n, 3);
    near(docker->against.ratio.value, 0.9, 1e-12);
    near(docker->against.ratio.hi, 0.9, 1e-9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_median_of_the_rounds_counts, clear),
        cmocka_unit_test_teardown(only_rounds_that_both_have_are_pairs, clear),
        cmocka_unit_test_teardown(cells_have_the_step_of_their_values, clear),
        cmocka_unit_test_teardown(records_that_do_not_count_have_no_slices, clear),
        cmocka_unit_test_teardown(slices_without_work_count_as_what_they_are, clear),
        cmocka_unit_test_teardown(foreign_slices_are_no_slices, clear),
        cmocka_unit_test_teardown(rows_are_compared_by_slices, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
