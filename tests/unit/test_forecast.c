/* test_forecast.c - measured times kept between runs, and what is concluded from them. */
#include "plan_fixture.h"

#include "base/journal.h"
#include "common/cleanup.h"
#include "measure/learn.h"
#include "planning/forecast.h"

#include "near.h"
#include "scratch.h"

#include <stdlib.h>

static struct times times;

static int begin(void **state) {
    if (scratch_make(state) < 0 || setenv(JOURNAL_STATE, scratch, 1) < 0)
        return -1;
    times_read(&times);
    return 0;
}

static int end(void **state) {
    times_free(&times);
    empty(state);
    return scratch_remove(state);
}

static void parameters_set(struct plan_figure *figure, const char *time) {
    parameters_free(&figure->parameters);
    if (time)
        parameters_add(&figure->parameters, "time", time, 0);
    parameters_add(&figure->parameters, "n", "1000", 0);
}

/* Two series, native and another, for 3 rounds. */
static struct plan_figure *two_series(enum environment_kind kind, const char *time) {
    struct plan_figure *figure = add_figure("fig02", 2, 3, 0);
    figure->interleave = INTERLEAVE_CELLS;
    figure->series[0].traits.kind = KIND_PROCESS;
    figure->series[1].traits.kind = kind;
    free(figure->series[1].environment);
    figure->series[1].environment = plan_copy("other");
    parameters_set(figure, time);
    order(1);
    return figure;
}

static void means_follow_what_is_measured(void **state) {
    (void)state;
    const struct plan_figure *figure = two_series(KIND_CONTAINER, "2");
    assert_true(isnan(times_find(&times, TIMES_CELL, &plan, figure, 0, -1)));
    times_note(&times, TIMES_CELL, &plan, figure, 0, -1, 4);
    near(times_find(&times, TIMES_CELL, &plan, figure, 0, -1), 4, 0);
    times_note(&times, TIMES_CELL, &plan, figure, 0, -1, 7);
    near(times_find(&times, TIMES_CELL, &plan, figure, 0, -1), 5.5, 1e-12);
    times_note(&times, TIMES_CELL, &plan, figure, 0, -1, NAN);
    times_note(&times, TIMES_CELL, &plan, figure, 0, -1, -1);
    near(times_find(&times, TIMES_CELL, &plan, figure, 0, -1), 5.5, 1e-12);
    assert_true(isnan(times_find(&times, TIMES_CELL, &plan, figure, 1, -1)));
    assert_true(isnan(times_find(&times, TIMES_SETUP, &plan, figure, 0, -1)));
    for (int i = 0; i < 40; i++) /* machines change */
        times_note(&times, TIMES_CELL, &plan, figure, 0, -1, 1);
    near(times_find(&times, TIMES_CELL, &plan, figure, 0, -1), 1, 0.05);
}

static void other_parameters_are_other_cells(void **state) {
    (void)state;
    struct plan_figure *figure = two_series(KIND_CONTAINER, "2");
    times_note(&times, TIMES_CELL, &plan, figure, 1, -1, 4);
    times_note(&times, TIMES_SETUP, &plan, figure, 1, -1, 0.5);
    times_note(&times, TIMES_UP, &plan, figure, 1, -1, 3);
    parameters_free(&figure->parameters);
    assert_true(isnan(times_find(&times, TIMES_CELL, &plan, figure, 1, -1)));
    near(times_find(&times, TIMES_SETUP, &plan, figure, 1, -1), 0.5, 0);
    near(times_find(&times, TIMES_UP, &plan, figure, 1, -1), 3, 0);
}

static void times_outlive_a_run(void **state) {
    (void)state;
    struct error err = {.text = ""};
    const struct plan_figure *figure = two_series(KIND_CONTAINER, "2");
    times_note(&times, TIMES_CELL, &plan, figure, 1, -1, 4);
    if (times_write(&times, &err) < 0)
        fail_msg("%s", err.text);
    times_free(&times);
    times_read(&times);
    near(times_find(&times, TIMES_CELL, &plan, figure, 1, -1), 4, 0);
    for (int i = 0; i < 900; i++) {
        char key[32];
        snprintf(key, sizeof key, "cell: %d", i);
        json_object_set_new(times.seconds, key, json_pack("{sf si}", "mean", 1.0, "n", 1));
    }
    assert_int_equal(times_write(&times, &err), 0);
    assert_true(json_object_size(times.seconds) <= 400); /* the file stays small */
    assert_non_null(json_object_get(times.seconds, "cell: 899"));
}

/* Whatever stands there: it costs a forecast, and no run. */
static void files_of_nonsense_are_no_times(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "{",
        "[]",
        "{\"schema\": \"virtax-times/2\", \"seconds\": {}}",
        "{\"schema\": \"virtax-times/1\", \"seconds\": [1]}",
        "{\"schema\": \"virtax-times/1\", \"seconds\": {\"up: other\": 3}}",
        "{\"schema\": \"virtax-times/1\", \"seconds\": {\"up: other\": {\"mean\": -3, \"n\": 1}}}",
        "{\"schema\": \"virtax-times/1\", \"seconds\": {\"up: other\": {\"mean\": \"3\"}}}"};
    const struct plan_figure *figure = two_series(KIND_CONTAINER, "2");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        scratch_write("times.json", texts[i]);
        times_free(&times);
        times_read(&times);
        assert_true(isnan(times_find(&times, TIMES_UP, &plan, figure, 1, -1)));
        times_note(&times, TIMES_UP, &plan, figure, 1, -1, 5);
        near(times_find(&times, TIMES_UP, &plan, figure, 1, -1), 5, 0);
    }
}

/* Six cells of 2 s, three set-ups of 0.3 s and three of 1 s, and a container engine that starts in
 * 3 s: 18.9 s of assumptions; then of what was measured. */
static void cells_set_ups_and_starts_add_up(void **state) {
    (void)state;
    const struct plan_figure *figure = two_series(KIND_CONTAINER, "2");
    struct forecast forecast = forecast_of(&plan, &times, 0);
    near(forecast.seconds, 6 * 2 + 3 * 0.3 + 3 * 1 + 3, 1e-9);
    assert_int_equal(forecast.cells, 6);
    assert_int_equal(forecast.assumed, 6);
    assert_int_equal(forecast.untold, 0);
    times_note(&times, TIMES_SETUP, &plan, figure, 0, -1, 0.1);
    times_note(&times, TIMES_SETUP, &plan, figure, 1, -1, 0.2);
    times_note(&times, TIMES_UP, &plan, figure, 1, -1, 7);
    times_note(&times, TIMES_CELL, &plan, figure, 1, -1, 2.5);
    forecast = forecast_of(&plan, &times, 0);
    near(forecast.seconds, 3 * 2 + 3 * 2.5 + 3 * 0.1 + 3 * 0.2 + 7, 1e-9);
    assert_int_equal(forecast.assumed, 0);
}

static void guests_boot_as_often_as_planned(void **state) {
    (void)state;
    struct plan_figure *figure = two_series(KIND_GUEST, "2");
    plan.accel = plan_copy("kvm");
    times_note(&times, TIMES_SETUP, &plan, figure, 0, -1, 0);
    times_note(&times, TIMES_SETUP, &plan, figure, 1, -1, 0);
    times_note(&times, TIMES_UP, &plan, figure, 1, -1, 10);
    near(forecast_of(&plan, &times, 0).seconds, 12 + 3 * 10, 1e-9);
    figure->boots = BOOT_ONCE;
    near(forecast_of(&plan, &times, 0).seconds, 12 + 10, 1e-9);
    figure->guest_vcpus++; /* another machine: 20 s and 2 s are usual */
    near(forecast_of(&plan, &times, 0).seconds, 12 + 20 + 3 * 2, 1e-9);
}

static void work_without_a_time_is_told_apart(void **state) {
    (void)state;
    const struct plan_figure *figure = two_series(KIND_GUEST, NULL);
    plan.accel = plan_copy("tcg");
    struct forecast forecast = forecast_of(&plan, &times, 0);
    assert_int_equal(forecast.untold, 6);
    near(forecast.most_s, 120.5, 0);
    times_note(&times, TIMES_CELL, &plan, figure, 0, -1, 3);
    forecast = forecast_of(&plan, &times, 0);
    assert_int_equal(forecast.untold, 0); /* emulation is taken to be 20 times slower */
    near(forecast.seconds, 3 * 3 + 3 * 60 + 3 * 0.3 + 3 * 2 + 3 * 15, 1e-9);
}

static void expect_line(const char *wanted) {
    cleanup_free char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    forecast_print(&plan, &times, "", out);
    fclose(out);
    if (!strstr(text, wanted))
        fail_msg("found '%s', wanted '%s'", text, wanted);
}

static void forecasts_read_well(void **state) {
    (void)state;
    two_series(KIND_CONTAINER, "2");
    expect_line("forecast of fig02: about 19s for 6 cells (set-ups of 6 are assumed, not "
                "measured)\n");
    plan.stop = (struct plan_stop){0.01, 900, STOP_FIRST};
    expect_line(
        "forecast: then as many blocks as +-1 % takes, 15m of measuring in all at the most\n");
    plan.stop.budget_s = 10;
    expect_line("10s of measuring in all; that is less than the first ones take, and cuts them\n");
    parameters_free(&plan.figure[0].parameters);
    expect_line("about 7s for 6 cells, and what 6 of them measure, which no run has yet: at most "
                "2m each");
    add_figure("fig04", 1, 1, 0);
    order(1);
    expect_line("forecast of fig04: about ");
    expect_line("forecast of all: about ");
}

static const struct run_request by_default;

/* 7 s natively are 140 s in emulation, more than the 120.5 s that a cell may take. */
static void what_cannot_end_is_left_out(void **state) {
    (void)state;
    struct error err = {.text = ""};
    size_t missing = 0;
    struct plan_figure *figure = two_series(KIND_GUEST, NULL);
    plan.accel = plan_copy("tcg");
    times_note(&times, TIMES_CELL, &plan, figure, 0, -1, 6);
    assert_int_equal(forecast_drop_hopeless(&by_default, &plan, &times, &missing, &err), 0);
    assert_int_equal(figure->series_count, 2);
    times_note(&times, TIMES_CELL, &plan, figure, 0, -1, 8);
    assert_int_equal(forecast_drop_hopeless(&by_default, &plan, &times, &missing, &err), 0);
    assert_int_equal(figure->series_count, 1);
    assert_int_equal(missing, 0);
    assert_string_equal(plan.warning[0],
                        "other left out of fig02: one cell takes about 2m20s (7s natively, times "
                        "20 where it is emulated), and its time-out is 2m1s; less work by --set, "
                        "or a longer cell-timeout in the figure's profile");
}

static void what_was_asked_for_is_missing(void **state) {
    (void)state;
    size_t missing = 0;
    struct run_request request = {0};
    words_add(&request.environments, "other");
    struct plan_figure *figure = two_series(KIND_GUEST, NULL);
    plan.accel = plan_copy("kvm");
    times_note(&times, TIMES_CELL, &plan, figure, 1, -1, 500);
    assert_int_equal(forecast_drop_hopeless(&request, &plan, &times, &missing, NULL), 0);
    assert_int_equal(figure->series_count, 1);
    assert_int_equal(missing, 1);
    words_free(&request.environments);
}

static void a_reference_that_cannot_end_is_refused(void **state) {
    (void)state;
    struct error err = {.text = ""};
    size_t missing = 0;
    two_series(KIND_CONTAINER, "600");
    assert_int_equal(forecast_drop_hopeless(&by_default, &plan, &times, &missing, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(
        strstr(err.text, "fig02: s0: one cell takes about 10m, and its time-out is 2m"));
}

/* The first block's cells have what came up in them; those of later ones, where something did: a
 * wait that is shorter is a part of the set-up. */
static void records_tell_times(void **state) {
    (void)state;
    const struct plan_figure *figure = two_series(KIND_CONTAINER, "2");
    struct records records = {.live = json_array(), .by_cell = json_object()};
    for (size_t i = 0; i < plan.block_count; i++)
        for (size_t s = 0; s < 2; s++) {
            char cell[64];
            plan_cell_id(&plan, &plan.block[i], s, cell, sizeof cell);
            double up = s == 1 && i == 0 ? 5 : i == 1 ? 0.6 : 0;
            json_object_set_new(records.by_cell, cell,
                                json_pack("{sb sf s{sf sf}}", "valid", i != 2, "host_wall_s", 2.0,
                                          "spent", "up_s", up, "all_s", up + 2.5));
        }
    learn_times(&plan, &records, &times);
    near(times_find(&times, TIMES_UP, &plan, figure, 1, -1), 5, 1e-9);
    near(times_find(&times, TIMES_SETUP, &plan, figure, 1, -1), (0.5 + 1.1) / 2, 1e-9);
    near(times_find(&times, TIMES_CELL, &plan, figure, 0, -1), 2, 1e-9);
    records_free(&records);
}

/* Two series that took turns for 6 s: both were between their marks all the time, and each has half
 * of the block, of which it was told to measure 2 s. Cells that run one after the other are no such
 * cells. */
static void slices_share_their_block(void **state) {
    (void)state;
    struct plan_figure *figure = two_series(KIND_CONTAINER, "2");
    struct records records = {.live = json_array(), .by_cell = json_object()};
    figure->interleave = INTERLEAVE_SLICES;
    for (size_t s = 0; s < 2; s++) {
        char cell[64];
        plan_cell_id(&plan, &plan.block[0], s, cell, sizeof cell);
        json_object_set_new(records.by_cell, cell,
                            json_pack("{sb sf s{} s{sf sf}}", "valid", 1, "host_wall_s", 6.0,
                                      "slices", "spent", "up_s", 1.5, "all_s", 1.5 + 3));
    }
    learn_times(&plan, &records, &times);
    near(times_find(&times, TIMES_CELL, &plan, figure, 1, -1), 2, 1e-9);
    near(times_find(&times, TIMES_SETUP, &plan, figure, 1, -1), 1, 1e-9);
    near(forecast_of(&plan, &times, 0).seconds, 6 * 3 + 2 * 1.5, 1e-9);
    parameters_set(figure, "5");
    near(forecast_of(&plan, &times, 0).seconds, 6 * (5 + 1) + 2 * 1.5, 1e-9);
    parameters_set(figure, NULL); /* slices of an amount of work: their share of the block */
    learn_times(&plan, &records, &times);
    near(times_find(&times, TIMES_CELL, &plan, figure, 1, -1), 3, 1e-9);
    figure->interleave = INTERLEAVE_CELLS;
    assert_true(isnan(times_find(&times, TIMES_CELL, &plan, figure, 1, -1)));
    records_free(&records);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(means_follow_what_is_measured, begin, end),
        cmocka_unit_test_setup_teardown(other_parameters_are_other_cells, begin, end),
        cmocka_unit_test_setup_teardown(times_outlive_a_run, begin, end),
        cmocka_unit_test_setup_teardown(files_of_nonsense_are_no_times, begin, end),
        cmocka_unit_test_setup_teardown(cells_set_ups_and_starts_add_up, begin, end),
        cmocka_unit_test_setup_teardown(guests_boot_as_often_as_planned, begin, end),
        cmocka_unit_test_setup_teardown(work_without_a_time_is_told_apart, begin, end),
        cmocka_unit_test_setup_teardown(forecasts_read_well, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_end_is_left_out, begin, end),
        cmocka_unit_test_setup_teardown(what_was_asked_for_is_missing, begin, end),
        cmocka_unit_test_setup_teardown(a_reference_that_cannot_end_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(records_tell_times, begin, end),
        cmocka_unit_test_setup_teardown(slices_share_their_block, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
