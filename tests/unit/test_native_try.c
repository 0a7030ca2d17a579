/* test_native_try.c - a kernel of the test's own, natively under a part of its time-out. */
#include "plan_fixture.h"

#include "base/journal.h"
#include "base/project.h"
#include "common/clock.h"
#include "planning/forecast.h"
#include "planning/native_try.h"

#include "near.h"
#include "scratch.h"

#include <sys/stat.h>
#include <unistd.h>

static struct times times;
static size_t missing;

/* Where virtax looks for kernels when it is this program: one that takes so many seconds. */
static void make_kernel(const char *seconds) {
    mkdir(project_path("build").text, 0700);
    mkdir(project_path("build/bin").text, 0700);
    FILE *file = fopen(project_path("build/bin/sleeper").text, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\nexec sleep %s\n", seconds);
    assert_int_equal(fchmod(fileno(file), 0700), 0);
    fclose(file);
}

static int begin(void **state) {
    if (scratch_make(state) < 0 || setenv(JOURNAL_STATE, scratch, 1) < 0)
        return -1;
    times_read(&times);
    missing = 0;
    return 0;
}

static int end(void **state) {
    unlink(project_path("build/bin/sleeper").text);
    times_free(&times);
    empty(state);
    return scratch_remove(state);
}

/* Of an emulated guest, with a time-out of which natively a 20th may be used. */
static struct plan_figure *emulated_figure(const char *kernel_s, double timeout_s) {
    struct plan_figure *figure = add_figure("fig01", 3, 2, 0);
    free(figure->kernel);
    figure->kernel = plan_copy("sleeper");
    free(figure->cpus);
    figure->cpus = plan_copy("0");
    figure->cell_timeout_s = timeout_s;
    figure->interleave = INTERLEAVE_CELLS;
    figure->series[0].traits.kind = KIND_PROCESS;
    figure->series[1].traits.kind = KIND_CONTAINER;
    figure->series[2].traits.kind = KIND_GUEST;
    free(figure->series[2].environment);
    figure->series[2].environment = plan_copy("kvm");
    plan.accel = plan_copy("tcg");
    make_kernel(kernel_s);
    return figure;
}

static void try(const struct run_request *request) {
    struct error err = {.text = ""};
    if (native_try(request, &plan, &times, &missing, &err) < 0)
        fail_msg("%s", err.text);
}

static void what_takes_too_long_natively_is_not_emulated(void **state) {
    (void)state;
    static const struct run_request request;
    struct plan_figure *figure = emulated_figure("100", 4);
    double start = clock_now();
    try(&request);
    assert_true(clock_now() - start < 15);
    assert_int_equal(figure->series_count, 2);
    assert_int_equal(missing, 0);
    assert_int_equal(plan.warning_count, 1);
    assert_string_equal(
        plan.warning[0],
        "kvm left out of fig01: one cell did not end within 200ms natively, and emulation takes 20 "
        "times as long and more, beyond its time-out of 4s; less work by --set, a longer "
        "cell-timeout in the figure's profile, or a host with KVM");
}

static void what_ends_is_kept_for_the_forecast(void **state) {
    (void)state;
    static const struct run_request request;
    struct plan_figure *figure = emulated_figure("0", 2000);
    try(&request);
    assert_int_equal(figure->series_count, 3);
    double native_s = times_find(&times, TIMES_CELL, &plan, figure, 0, -1);
    assert_true(native_s >= 0 && native_s < 100);
    near(forecast_cell_s(&plan, &times, figure, 2, -1), 20 * native_s, 1e-9);
}

/* A dry run, guests that are not emulated, slices, and what is known or told already. */
static void nothing_is_tried_without_need(void **state) {
    (void)state;
    static const struct run_request request, dry = {.dry_run = true};
    struct plan_figure *figure = emulated_figure("100", 4);
    try(&dry);
    plan.accel[0] = 'k';
    try(&request);
    plan.accel[0] = 't';
    figure->interleave = INTERLEAVE_SLICES;
    try(&request);
    figure->interleave = INTERLEAVE_CELLS;
    parameters_add(&figure->parameters, "time", "1s", 0);
    try(&request);
    parameters_free(&figure->parameters);
    times_note(&times, TIMES_CELL, &plan, figure, 0, -1, 0.1);
    try(&request);
    assert_int_equal(figure->series_count, 3);
    assert_int_equal(plan.warning_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_takes_too_long_natively_is_not_emulated, begin, end),
        cmocka_unit_test_setup_teardown(what_ends_is_kept_for_the_forecast, begin, end),
        cmocka_unit_test_setup_teardown(nothing_is_tried_without_need, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
