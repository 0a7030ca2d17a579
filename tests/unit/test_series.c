/* test_series.c - the series of a figure: what environments change, and what does not suit. */
#include "base/array.h"
#include "planning/series.h"

#include "base/words.h"
#include "plan/kernel_argv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct figure figure;
static struct plan *plan;
static struct plan_figure *planned;
static struct probed probed;
static struct run_request request;
static size_t missing;

/* stream-per-socket on a machine where every environment can run. */
static int choose(void **state) {
    (void)state;
    struct error err = {.text = ""};
    plan = calloc(1, sizeof *plan);
    if (!plan)
        return -1;
    planned = array_add(plan->figure, plan->figure_count);
    planned->name = strdup("stream-per-socket");
    planned->kernel = strdup("stream");
    planned->cpus = strdup("0");
    missing = 0;
    request = (struct run_request){0};
    words_add(&request.environments, "docker");
    words_add(&request.environments, "docker-per-socket");
    for (size_t i = 0; i < request.environments.count; i++)
        words_add(&probed.able, request.environments.word[i]);
    parameters_add(&planned->parameters, "numa", "interleave", 0);
    parameters_add(&planned->parameters, "threads", "4", 0);
    if (figure_read("data/figures/stream-per-socket.ini", &figure, &err) < 0 ||
        series_choose(&request, &figure, &probed, plan, planned, &missing, &err) < 0)
        fail_msg("%s", err.text);
    return 0;
}

static int clear(void **state) {
    (void)state;
    words_free(&probed.able);
    words_free(&request.environments);
    figure_free(&figure);
    plan_free(plan);
    free(plan);
    return 0;
}

static void numa_is(size_t series, const char *wanted) {
    struct parameters parameters;
    assert_int_equal(cell_parameters(planned, series, -1, &parameters, NULL), 0);
    assert_string_equal(parameters_find(&parameters, "numa")->value, wanted);
    assert_string_equal(parameters_find(&parameters, "threads")->value, "4");
    parameters_free(&parameters);
}

static void the_plan_says_what_an_environment_changes(void **state) {
    (void)state;
    assert_int_equal(planned->series_count, 3);
    assert_string_equal(planned->series[2].name, "docker-per-socket");
    assert_int_equal(planned->series[0].parameters.count, 0);
    assert_int_equal(planned->series[1].parameters.count, 0);
    assert_int_equal(planned->series[2].parameters.count, 1);
    numa_is(0, "interleave");
    numa_is(1, "interleave");
    numa_is(2, "local");
}

/* CPU 0 is of one node, here as everywhere. */
static void what_does_not_suit_is_left_out(void **state) {
    (void)state;
    struct error err = {.text = ""};
    if (series_drop_unsuited(&request, plan, planned, &missing, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(planned->series_count, 2);
    assert_string_equal(planned->series[1].name, "docker");
    assert_null(planned->series[2].name);
    assert_int_equal(missing, 1);
    assert_int_equal(plan->warning_count, 1);
    assert_non_null(strstr(plan->warning[0], "docker-per-socket left out of stream-per-socket: "
                                             "the CPUs 0 are all of one NUMA node"));
}

static void cpus_of_the_kernel_cannot_be_shared_out(void **state) {
    (void)state;
    parameters_add(&planned->parameters, "cpus", "0-1", 0);
    assert_int_equal(series_drop_unsuited(&request, plan, planned, &missing, NULL), 0);
    assert_int_equal(planned->series_count, 2);
    assert_non_null(strstr(plan->warning[0], "cpus parameter cannot be shared out"));
}

/* 1G that a guest needs, and somewhat less that is there. */
static int fit_memory(const char *profile, uint64_t available, struct error *err) {
    words_add(&request.environments, "kvm");
    request.profile = profile;
    planned->guest_memory = UINT64_C(1) << 30;
    if (plan_add_series(planned, "kvm", "kvm", NULL) < 0)
        fail();
    series_describe(plan);
    return series_fit_memory(&request, &figure, available, plan, planned, &missing, err);
}

static void guests_that_are_too_large_are_left_out(void **state) {
    (void)state;
    assert_int_equal(fit_memory("quick", (UINT64_C(1) << 30) - 1, NULL), 0);
    assert_int_equal(planned->series_count, 3);
    assert_false(series_has_guest(planned));
    assert_string_equal(planned->series[1].name, "docker");
    assert_int_equal(missing, 1);
    assert_int_equal(plan->warning_count, 1);
    assert_string_equal(plan->warning[0],
                        "kvm left out of stream-per-socket: a guest needs 1G of memory, 1023M are "
                        "available; free some, or take a smaller profile");
}

static void guests_that_fit_stay(void **state) {
    (void)state;
    assert_int_equal(fit_memory("quick", UINT64_C(1) << 30, NULL), 0);
    assert_true(series_has_guest(planned));
    assert_int_equal(plan->warning_count + missing, 0);
}

static void the_reports_shapes_are_all_or_nothing(void **state) {
    (void)state;
    struct error err;
    assert_int_equal(fit_memory("paper", (UINT64_C(1) << 30) - 1, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "1023M are available; a smaller profile, or -e without"));
}

static void a_server_of_the_reports_size_needs_the_memory_everywhere(void **state) {
    (void)state;
    struct error err;
    static char redis[] = "redis";
    figure.service = redis;
    request.profile = "paper";
    planned->guest_memory = UINT64_C(1) << 30;
    assert_int_equal(series_fit_memory(&request, &figure, (UINT64_C(1) << 30) - 1, plan, planned,
                                       &missing, &err),
                     -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "redis needs 1G of memory, 1023M are available; a smaller "
                                     "profile fits"));
    request.profile = "quick";
    assert_int_equal(series_fit_memory(&request, &figure, 1, plan, planned, &missing, &err), 0);
    figure.service = NULL;
}

/* The container as its own reference, once more with another number of threads. */
static void a_twin_differs_where_it_is_told_to(void **state) {
    (void)state;
    struct error err = {.text = ""};
    struct plan other = {0};
    struct plan_figure *figures = array_add(other.figure, other.figure_count);
    figures->cpus = strdup("0");
    parameters_add(&figures->parameters, "threads", "4", 0);
    struct run_request twice = {.aa = true};
    parameters_add(&twice.twin_changes, "threads", "5", 0);
    words_add(&twice.environments, "native");
    twice.reference = "native";
    twice.twin_suffix = "+threads=5";
    if (series_choose(&twice, &figure, &probed, &other, figures, &missing, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(figures->series_count, 2);
    assert_string_equal(figures->series[1].name, "native+threads=5");
    assert_string_equal(figures->series[1].environment, "native");
    for (size_t s = 0; s < 2; s++) {
        struct parameters parameters;
        assert_int_equal(cell_parameters(figures, s, -1, &parameters, NULL), 0);
        assert_string_equal(parameters_find(&parameters, "threads")->value, s ? "5" : "4");
        parameters_free(&parameters);
    }
    twice.reference = "nativ";
    assert_int_equal(series_choose(&twice, &figure, &probed, &other, figures, &missing, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    words_free(&twice.environments);
    parameters_free(&twice.twin_changes);
    plan_free(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_plan_says_what_an_environment_changes, choose, clear),
        cmocka_unit_test_setup_teardown(what_does_not_suit_is_left_out, choose, clear),
        cmocka_unit_test_setup_teardown(cpus_of_the_kernel_cannot_be_shared_out, choose, clear),
        cmocka_unit_test_setup_teardown(guests_that_are_too_large_are_left_out, choose, clear),
        cmocka_unit_test_setup_teardown(guests_that_fit_stay, choose, clear),
        cmocka_unit_test_setup_teardown(a_twin_differs_where_it_is_told_to, choose, clear),
        cmocka_unit_test_setup_teardown(the_reports_shapes_are_all_or_nothing, choose, clear),
        cmocka_unit_test_setup_teardown(a_server_of_the_reports_size_needs_the_memory_everywhere,
                                        choose, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
