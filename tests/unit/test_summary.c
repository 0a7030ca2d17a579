/* test_summary.c - rows, pairs and warnings, from a plan and records made here. */
#include "summary_fixture.h"

#include "common/cleanup.h"
#include "plan/sweep.h"

static const char *const three[] = {"native", "docker", "kvm"};

static void values_of_records(void **state) {
    (void)state;
    make_plan(1, three, 3);
    json_t *record = put("fig02/native/r1", 5);
    near(record_value(record, "bandwidth", "triad"), 10, 0);
    assert_true(isnan(record_value(record, "bandwidth", "add")));
    assert_true(isnan(record_value(record, "iops", "copy")));
    json_object_set_new(record, "valid", json_false());
    assert_true(isnan(record_value(record, "bandwidth", "triad")));
    json_object_set_new(record, "valid", json_true());
    json_object_set_new(record, "kernel", json_null());
    assert_true(isnan(record_value(record, "bandwidth", "triad")));
}

/* Native drifts by a factor of 10 between the rounds; kvm is 0.8 and 0.9 of it in each. Only pairs
 * by block find exp(mean log) = sqrt(0.72) with two pairs and one degree of freedom. */
static void ratios_are_paired_by_block(void **state) {
    (void)state;
    make_plan(2, three, 3);
    put_round("native", 1, 10);
    put_round("kvm", 1, 8);
    put_round("native", 2, 100);
    put_round("kvm", 2, 90);
    put_round("docker", 1, 10);
    put_round("docker", 2, 100);
    summarise_all();
    assert_int_equal(summary.row_count, 6);
    assert_string_equal(summary.row[0].series, "native");
    assert_string_equal(summary.row[1].x, "triad");
    assert_string_equal(summary.row[5].series, "kvm");
    assert_int_equal(summary.cells_planned, 6);
    assert_int_equal(summary.cells_valid, 6);
    assert_int_equal(summary.warning_count, 0);
    assert_false(summary.aa.present || summary.emulated);

    const struct summary_row *kvm = summary_find(&summary, "kvm", "triad");
    near(kvm->moments.mean, 98, 1e-12);
    near(kvm->moments.median, 98, 1e-12);
    near(kvm->against.ratio.value, sqrt(0.72), 1e-12);
    double half_width = 12.706205 * fabs(log(0.8) - log(0.9)) / 2; /* t(0.975; 1) */
    near(log(kvm->against.ratio.hi), log(0.72) / 2 + half_width, 1e-5);
    assert_true(isnan(kvm->against.p));

    const struct summary_row *native = summary_find(&summary, "native", "copy");
    assert_int_equal(native->against.ratio.n, 2);
    assert_true(native->against.ratio.value == 1 && isnan(native->against.ratio.lo) &&
                isnan(native->against.p));
    assert_null(summary_find(&summary, "kvm", "add"));
    assert_null(summary_find(&summary, "qemu", "copy"));
}

static void only_valid_records_count_and_all_others_are_told(void **state) {
    (void)state;
    make_plan(4, three, 3);
    for (unsigned round = 1; round <= 4; round++) {
        put_round("native", round, 10);
        put_round("docker", round, 9);
    }
    put_round("kvm", 1, 5);
    json_t *gate = put("fig02/kvm/r2", 1000);
    json_object_set_new(gate, "valid", json_false());
    json_object_set_new(gate, "gates",
                        json_pack("[{ss ss sf sf}, {ss ss sn sn}]", "name", "clock", "state",
                                  "failed", "value", 1.2, "limit", 0.05, "name", "steal", "state",
                                  "unobservable", "value", "limit"));
    json_t *crashed = put("fig02/kvm/r3", 1000);
    json_object_set_new(crashed, "valid", json_false());
    json_object_set_new(crashed, "kernel", json_null());
    json_t *partial = (json_t *)records_find(&records, "fig02/docker/r4");
    json_array_remove(json_object_get(json_object_get(partial, "kernel"), "results"), 0);
    summarise_all();

    assert_int_equal(summary.cells_planned, 12);
    assert_int_equal(summary.cells_recorded, 11);
    assert_int_equal(summary.cells_valid, 9);
    near(summary_find(&summary, "kvm", "copy")->moments.mean, 5, 0);
    assert_int_equal(summary_find(&summary, "kvm", "copy")->against.ratio.n, 1);
    assert_int_equal(summary_find(&summary, "docker", "copy")->against.ratio.n, 3);
    assert_int_equal(summary_find(&summary, "docker", "triad")->against.ratio.n, 4);
    assert_true(warned("fig02/kvm/r2: gate clock failed: value 1.2, limit 0.05"));
    assert_true(warned("fig02/kvm/r3: not counted: the kernel gave no result"));
    assert_true(warned("fig02: 1 of 9 valid cells are without a result bandwidth copy, the "
                       "first is fig02/docker/r4"));
    assert_true(warned("fig02: 1 of 12 cells have no record, the first is fig02/kvm/r4"));
    assert_int_equal(summary.warning_count, 4);
}

/* As of a loss that is mostly 0: all values count, and what can be told of them is a difference. */
static void a_difference_can_be_asked_for(void **state) {
    (void)state;
    static const char *const series[] = {"native", "native+relay"};
    make_plan(6, series, 2);
    for (unsigned round = 1; round <= 6; round++) {
        put_round("native", round, 10 * round);
        put_round("native+relay", round, 10 * round + 20 + (round % 2 ? 1 : -1));
    }
    struct shown shown = shown_of(&plan.figure[0]);
    shown.scale = BY_DIFFERENCE;
    assert_int_equal(summary_make(&plan, 0, shown, record_shown, &records, &summary, NULL), 0);
    const struct summary_row *row = summary_find(&summary, "native+relay", "copy");
    assert_int_equal(row->against.difference.n, 6);
    near(row->against.difference.value, 20, 1e-12);
    assert_int_equal(row->against.ratio.n, 0);
}

static void values_of_0_are_compared_by_difference(void **state) {
    (void)state;
    make_plan(6, three, 3);
    for (unsigned round = 1; round <= 6; round++) {
        put_round("native", round, round == 1 ? 0.5 : 0);
        put_round("docker", round, round == 1 ? 0.5 : 1);
        put_round("kvm", round, 0);
    }
    summarise_all();
    const struct summary_row *docker = summary_find(&summary, "docker", "triad");
    assert_int_equal(docker->moments.n, 6);
    assert_int_equal(docker->against.difference.n, 6);
    near(docker->against.difference.value, 10.0 / 6, 1e-12);
    near(docker->against.p, 2.0 / 32, 1e-12); /* 5 of one sign, the zero in two ways */
    assert_int_equal(docker->against.ratio.n, 0);
    assert_true(isnan(docker->against.ratio.value));
    near(summary_find(&summary, "kvm", "copy")->against.difference.value, -0.5 / 6, 1e-12);
    const struct summary_row *native = summary_find(&summary, "native", "copy");
    assert_true(native->against.difference.value == 0 && isnan(native->against.difference.lo));
    assert_true(warned("fig02: steps lie to one side in 4 of 4 rows with fewer than 10 blocks, the "
                       "first is docker copy (skewness -1.8)"));
    assert_int_equal(summary.warning_count, 1);
}

/* As the cost of a cell that did nothing. */
static double cost_of_nothing(const struct shown *shown, const json_t *record, const char *x) {
    (void)shown, (void)x;
    const char *cell = json_string_value(json_object_get(record, "cell"));
    return strcmp(cell, "fig02/docker/r2") == 0 ? INFINITY : 1;
}

static void values_that_cannot_be_computed_are_told(void **state) {
    (void)state;
    make_plan(3, three, 2);
    for (unsigned round = 1; round <= 3; round++) {
        put_round("native", round, 10);
        put_round("docker", round, 10);
    }
    static const char *const one_result[] = {""};
    struct shown shown = {.metric = "cost", .unit = "s", .result_count = 1, .result = one_result};
    assert_int_equal(summary_make(&plan, 0, shown, cost_of_nothing, &records, &summary, NULL), 0);
    assert_int_equal(summary_find(&summary, "docker", "")->moments.n, 2);
    assert_true(warned("fig02: valid cells of docker that tell no cost: 1"));
    assert_int_equal(summary.warning_count, 1);
}

/* One x with a zero does not turn the others. */
static void each_x_has_its_own_scale(void **state) {
    (void)state;
    make_plan(2, three, 2);
    for (unsigned round = 1; round <= 2; round++) {
        put_round("native", round, 10);
        put_round("docker", round, 5);
    }
    json_t *result = json_array_get(
        json_object_get(json_object_get(records_find(&records, "fig02/docker/r1"), "kernel"),
                        "results"),
        0);
    json_object_set_new(result, "value", json_real(0));
    summarise_all();
    near(summary_find(&summary, "docker", "copy")->against.difference.value, -7.5, 1e-12);
    near(summary_find(&summary, "docker", "triad")->against.ratio.value, 0.5, 1e-12);
}

static void a_row_with_fewer_pairs_than_values_says_why(void **state) {
    (void)state;
    make_plan(3, three, 3);
    for (unsigned round = 1; round <= 3; round++) {
        put_round("docker", round, 9);
        put_round("kvm", round, 8);
        if (round < 3)
            put_round("native", round, 10);
    }
    json_t *gone = put("fig02/native/r3", 10);
    json_object_set_new(gone, "valid", json_false());
    summarise_all();
    assert_int_equal(summary_find(&summary, "kvm", "copy")->moments.n, 3);
    assert_int_equal(summary_find(&summary, "kvm", "copy")->against.ratio.n, 2);
    assert_true(warned("fig02: docker copy (and 1 more of its rows): n = 3, compared in 2: native "
                       "has no valid value in the other blocks"));
    assert_true(warned("fig02: kvm copy"));
}

static void differing_evidence_is_told(void **state) {
    (void)state;
    make_plan(1, three, 3);
    put_round("native", 1, 10);
    put_round("docker", 1, 10);
    json_t *guest = put("fig02/kvm/r1", 5);
    json_t *evidence = json_object_get(json_object_get(guest, "kernel"), "evidence");
    json_object_set_new(evidence, "isa", json_string("sse2"));
    json_object_set_new(evidence, "blas_core", json_string("Prescott"));
    json_object_set_new(json_object_get(evidence, "surroundings"),
                        "/sys/devices/system/clocksource/clocksource0/current_clocksource",
                        json_string("hpet"));
    json_object_set_new(guest, "accel", json_string("tcg"));
    summarise_all();
    assert_true(warned("fig02: isa differs: avx2 (native, docker), sse2 (kvm)"));
    assert_true(warned("fig02: clock source differs: tsc (native, docker), hpet (kvm)"));
    assert_int_equal(summary.warning_count, 2); /* one blas_core, equal releases */
    assert_true(summary.emulated);
}

/* An emulated machine's own records have no accelerator. */
static void an_emulated_machine_is_told(void **state) {
    (void)state;
    make_plan(1, three, 3);
    put_round("docker", 1, 10);
    put_round("kvm", 1, 10);
    json_t *native = put("fig02/native/r1", 10);
    json_object_set_new(native, "emulated", json_true());
    summarise_all();
    assert_true(summary.emulated);
}

/* Series are an array of a figure's own: what stands behind their end is not looked at. */
static void a_figure_with_more_series_than_another_is_told(void **state) {
    (void)state;
    make_plan(1, three, 3);
    struct plan_figure *other = array_add(plan.figure, plan.figure_count);
    *other = (struct plan_figure){.name = plan_copy("fig03"),
                                  .metric = plan_copy("bandwidth"),
                                  .unit = plan_copy("GB/s"),
                                  .rounds = 1};
    words_add(&other->results, "copy");
    plan_add_series(other, "native", "native", NULL);
    assert_int_equal(plan_order(&plan, NULL), 0);
    put_round("native", 1, 10);
    put_round("docker", 1, 9);
    put_round("kvm", 1, 8);
    summarise_all();
    assert_int_equal(summary.row_count, 6);
    assert_int_equal(summary.warning_count, 0);
    for (size_t i = 0; i < plan.block_count; i++)
        if (plan.block[i].figure == 1)
            assert_null(records_of(&plan, &plan.block[i], 1, &records));
}

static void swept_values_are_the_x(void **state) {
    (void)state;
    make_plan(1, three, 2);
    struct plan_figure *figure = &plan.figure[0];
    words_free(&figure->results);
    words_add(&figure->results, "copy");
    figure->sweep_key = plan_copy("threads");
    words_add(&figure->sweep_values, "1");
    words_add(&figure->sweep_values, "2");
    assert_int_equal(plan_order(&plan, NULL), 0);
    put("fig02/threads=1/native/r1", 10);
    put("fig02/threads=2/native/r1", 20);
    put("fig02/threads=1/docker/r1", 9);
    put("fig02/threads=2/docker/r1", 16);
    summarise_all();
    assert_int_equal(summary.row_count, 4);
    near(summary_find(&summary, "docker", "1")->against.ratio.value, 0.9, 1e-12);
    near(summary_find(&summary, "docker", "2")->against.ratio.value, 0.8, 1e-12);
    assert_int_equal(summary.warning_count, 0);
}

/* "p99" of the kernel at the points "tcp" and "udp". */
static void points_with_several_results_are_crossed(void **state) {
    (void)state;
    make_plan(1, three, 2);
    struct plan_figure *figure = &plan.figure[0];
    struct error err = {.text = ""};
    words_free(&figure->results);
    words_add(&figure->results, "copy");
    words_add(&figure->results, "none|copy");
    sweep_add_point(&figure->sweep_values, &figure->sweep_sets, "tcp", "udp=false", &err);
    sweep_add_point(&figure->sweep_values, &figure->sweep_sets, "udp", "udp=true", &err);
    assert_int_equal(plan_order(&plan, NULL), 0);
    put("fig02/tcp/native/r1", 10);
    put("fig02/udp/native/r1", 20);
    put("fig02/tcp/docker/r1", 9);
    put("fig02/udp/docker/r1", 16);
    summarise_all();
    assert_int_equal(summary.row_count, 8);
    near(summary_find(&summary, "docker", "tcp copy")->against.ratio.value, 0.9, 1e-12);
    const struct summary_row *row = summary_find(&summary, "docker", "udp none|copy");
    near(row->against.ratio.value, 0.8, 1e-12);
    assert_null(row->paper_x);
    assert_string_equal(summary_find(&summary, "docker", "udp copy")->paper_x, "udp");
    assert_int_equal(summary.warning_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(values_of_records, clear),
        cmocka_unit_test_teardown(ratios_are_paired_by_block, clear),
        cmocka_unit_test_teardown(only_valid_records_count_and_all_others_are_told, clear),
        cmocka_unit_test_teardown(a_difference_can_be_asked_for, clear),
        cmocka_unit_test_teardown(values_of_0_are_compared_by_difference, clear),
        cmocka_unit_test_teardown(values_that_cannot_be_computed_are_told, clear),
        cmocka_unit_test_teardown(each_x_has_its_own_scale, clear),
        cmocka_unit_test_teardown(a_row_with_fewer_pairs_than_values_says_why, clear),
        cmocka_unit_test_teardown(differing_evidence_is_told, clear),
        cmocka_unit_test_teardown(an_emulated_machine_is_told, clear),
        cmocka_unit_test_teardown(a_figure_with_more_series_than_another_is_told, clear),
        cmocka_unit_test_teardown(swept_values_are_the_x, clear),
        cmocka_unit_test_teardown(points_with_several_results_are_crossed, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
