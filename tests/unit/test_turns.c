/* test_turns.c - slices where all series can be there at once; cells, with the cause, elsewhere. */
#include "plan_fixture.h"
#include "planning/turns.h"

#include <stdlib.h>

static const uint64_t plenty = UINT64_C(1) << 40;
static struct plan_figure *planned;
static struct figure definition;
static struct run_request request;
static struct error err;

static void add(const char *name, const char *environment, enum environment_kind kind) {
    assert_int_equal(plan_add_series(planned, name, environment, NULL), 0);
    planned->series[planned->series_count - 1].traits.kind = kind;
}

static int begin(void **state) {
    (void)state;
    definition = (struct figure){0};
    request = (struct run_request){0};
    err = (struct error){.text = ""};
    planned = add_figure("fig", 0, 1, 0);
    json_object_set_new(planned->yields, "slices", json_true());
    json_object_set_new(planned->yields, "memory", json_integer(100 << 20));
    add("native", "native", KIND_PROCESS);
    return 0;
}

static int end(void **state) {
    (void)state;
    plan_free(&plan);
    plan = (struct plan){0};
    return 0;
}

static void chosen(uint64_t available, enum interleave wanted, const char *warning) {
    if (turns_choose(&request, &definition, available, &plan, planned, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(planned->interleave, wanted);
    assert_int_equal(plan.warning_count, warning ? 1 : 0);
    if (warning)
        assert_string_equal(plan.warning[0], warning);
}

static void slices_are_the_rule(void **state) {
    (void)state;
    add("native-2", "native", KIND_PROCESS);
    add("docker", "docker", KIND_CONTAINER);
    add("kvm", "kvm", KIND_GUEST);
    definition.slice_s = 0.03;
    chosen(plenty, INTERLEAVE_SLICES, NULL);
    assert_true(planned->slice_s == 0.03);
    request.slice_s = 0.05;
    chosen(plenty, INTERLEAVE_SLICES, NULL);
    assert_true(planned->slice_s == 0.05);
}

static void the_user_outdoes_the_figure(void **state) {
    (void)state;
    request.interleave = "cells";
    chosen(plenty, INTERLEAVE_CELLS, NULL);
    definition.interleave = INTERLEAVE_CELLS;
    request.interleave = "slices";
    chosen(plenty, INTERLEAVE_SLICES, NULL);
    request.interleave = NULL;
    chosen(plenty, INTERLEAVE_CELLS, NULL);
}

static void a_kernel_that_cannot(void **state) {
    (void)state;
    json_object_set_new(planned->yields, "slices", json_false());
    chosen(plenty, INTERLEAVE_CELLS,
           "fig: cells instead of slices: stream cannot with these parameters");
    request.interleave = "slices";
    assert_int_equal(turns_choose(&request, &definition, plenty, &plan, planned, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_string_equal(err.text, "fig: --interleave slices: stream cannot with these parameters");
}

static void several_kernels_in_a_cell(void **state) {
    (void)state;
    add("docker-per-socket", "docker-per-socket", KIND_CONTAINER);
    chosen(plenty, INTERLEAVE_CELLS,
           "fig: cells instead of slices: docker-per-socket runs several kernels in a cell");
}

static void a_container_for_each_of_two_series(void **state) {
    (void)state;
    add("docker", "docker", KIND_CONTAINER);
    add("docker-2", "docker", KIND_CONTAINER);
    chosen(plenty, INTERLEAVE_SLICES, NULL);
}

static void one_guest_for_two_series(void **state) {
    (void)state;
    add("kvm", "kvm", KIND_GUEST);
    add("kvm-2", "kvm", KIND_GUEST);
    chosen(plenty, INTERLEAVE_CELLS,
           "fig: cells instead of slices: kvm-2 and another series would be in one kvm");
}

static void one_layer_for_two_series(void **state) {
    (void)state;
    add("docker-overlay", "docker-overlay", KIND_CONTAINER);
    add("docker-overlay-2", "docker-overlay", KIND_CONTAINER);
    for (size_t i = 1; i < planned->series_count; i++)
        planned->series[i].traits.storage = STORAGE_LAYER;
    chosen(plenty, INTERLEAVE_CELLS,
           "fig: cells instead of slices: docker-overlay-2 and another series would be in one "
           "docker-overlay");
}

static void a_medium_that_is_handed_over(void **state) {
    (void)state;
    planned->medium_bytes = 4096;
    add("docker-volume", "docker-volume", KIND_CONTAINER);
    chosen(plenty, INTERLEAVE_SLICES, NULL);
    add("kvm", "kvm", KIND_GUEST);
    chosen(plenty, INTERLEAVE_CELLS,
           "fig: cells instead of slices: the medium is handed over to kvm");
}

/* Two kernels of 100 MiB and a guest of 1 GiB. */
static void memory_for_all_at_once(void **state) {
    (void)state;
    add("docker", "docker", KIND_CONTAINER);
    add("kvm", "kvm", KIND_GUEST);
    add("ssh:a@b", "ssh:a@b", KIND_REMOTE);
    chosen(UINT64_C(1224) << 20, INTERLEAVE_SLICES, NULL);
    chosen((UINT64_C(1224) << 20) - 1, INTERLEAVE_CELLS,
           "fig: cells instead of slices: all at once need 1224M of memory, 1223M are available");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(slices_are_the_rule, begin, end),
        cmocka_unit_test_setup_teardown(the_user_outdoes_the_figure, begin, end),
        cmocka_unit_test_setup_teardown(a_kernel_that_cannot, begin, end),
        cmocka_unit_test_setup_teardown(several_kernels_in_a_cell, begin, end),
        cmocka_unit_test_setup_teardown(a_container_for_each_of_two_series, begin, end),
        cmocka_unit_test_setup_teardown(one_guest_for_two_series, begin, end),
        cmocka_unit_test_setup_teardown(one_layer_for_two_series, begin, end),
        cmocka_unit_test_setup_teardown(a_medium_that_is_handed_over, begin, end),
        cmocka_unit_test_setup_teardown(memory_for_all_at_once, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
