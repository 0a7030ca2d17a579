/* test_ungiven.c - guests whose names ask for what no host can give are left out of a plan. */
#include "base/array.h"
#include "planning/series.h"

#include "base/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct plan *plan;
static struct plan_figure *planned;
static struct run_request request;
static size_t missing;

/* A guest whose memory is no whole number of huge pages, and two virtual CPUs on one CPU. */
static int make(void **state) {
    static const char *const names[] = {"native", "kvm", "kvm+host-pages=hugetlb", "kvm-tuned",
                                        "kvm+pinning=on"};
    (void)state;
    plan = calloc(1, sizeof *plan);
    if (!plan)
        return -1;
    missing = 0;
    request = (struct run_request){0};
    plan->accel = plan_copy("tcg");
    planned = array_add(plan->figure, plan->figure_count);
    planned->name = plan_copy("factors");
    planned->kernel = plan_copy("linpack");
    planned->cpus = plan_copy("0");
    planned->memory_nodes = plan_copy("0");
    planned->guest_vcpus = 2;
    planned->guest_memory = UINT64_C(127) << 20;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (plan_add_series(planned, names[i], names[i], NULL) < 0)
            return -1;
    return 0;
}

static int unmake(void **state) {
    (void)state;
    words_free(&request.environments);
    plan_free(plan);
    free(plan);
    return 0;
}

static bool warned(const char *text) {
    for (size_t i = 0; i < plan->warning_count; i++)
        if (strcmp(plan->warning[i], text) == 0)
            return true;
    return false;
}

static void drop(void) {
    struct error err = {.text = ""};
    if (series_drop_ungiven(&request, plan, &missing, &err) < 0)
        fail_msg("%s", err.text);
}

static void what_is_named_leaves_its_series_out(void **state) {
    (void)state;
    drop();
    assert_int_equal(planned->series_count, 3);
    assert_string_equal(planned->series[0].name, "native");
    assert_string_equal(planned->series[1].name, "kvm");
    assert_string_equal(planned->series[2].name, "kvm-tuned");
    assert_null(planned->series[3].name);
    assert_true(warned("kvm+host-pages=hugetlb left out of factors: host-pages=hugetlb cannot be "
                       "given: the guest's memory is no multiple of 2 MiB"));
    assert_true(warned("kvm+pinning=on left out of factors: pinning=on cannot be given: 2 virtual "
                       "CPUs share 1 CPUs"));
    assert_true(warned("kvm-tuned without pinning=on: 2 virtual CPUs share 1 CPUs"));
    assert_int_equal(missing, 0);
}

static void what_the_user_named_is_missed(void **state) {
    (void)state;
    words_add(&request.environments, "kvm+pinning=on");
    drop();
    assert_int_equal(missing, 2);
}

/* Every overhead needs it: its cells will fail, and say why. */
static void the_reference_stays(void **state) {
    (void)state;
    free(planned->series[0].environment);
    planned->series[0].environment = plan_copy("kvm+pinning=on");
    drop();
    assert_string_equal(planned->series[0].environment, "kvm+pinning=on");
    assert_true(warned("kvm+pinning=on: pinning=on cannot be given: 2 virtual CPUs share 1 CPUs"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_named_leaves_its_series_out, make, unmake),
        cmocka_unit_test_setup_teardown(what_the_user_named_is_missed, make, unmake),
        cmocka_unit_test_setup_teardown(the_reference_stays, make, unmake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
