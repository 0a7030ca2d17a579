/* test_lab_steer.c - who works where, on machines that nobody here has. */
#include "common/cpu_set.h"
#include "common/cpulist.h"
#include "lab/steer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct cpu_set cpus_of(const char *list) {
    struct cpu_set cpus;
    assert_int_equal(cpulist_parse(list, &cpus, NULL), 0);
    return cpus;
}

/* A machine whose CPU n is a thread of core n modulo `cores`, as x86 servers number them. */
static void expect_places(int cores, const char *allowed_list, const char *sut, const char *peer,
                          const char *shared) {
    struct topology topology = {0};
    for (int cpu = 0; cpu < CPU_SET_MAX; cpu++)
        topology.place[cpu].core = cpu % cores;
    struct cpu_set allowed = cpus_of(allowed_list);
    struct lab_places places;
    lab_place(&topology, &allowed, &places);
    char text[256];
    assert_string_equal(cpulist_format(&places.sut, text, sizeof text), sut);
    assert_string_equal(cpulist_format(&places.peer, text, sizeof text), peer);
    const char *said = lab_shared(&topology, &places.sut, &places.peer);
    if (!strstr(said, shared))
        fail_msg("'%s' for '%s'", said, shared);
}

static void few_cpus_are_one_for_each_side(void **state) {
    (void)state;
    expect_places(1, "0", "0", "0", "CPUs that do both");
    expect_places(2, "0-1", "0", "1", "memory");
    expect_places(3, "0-2", "0", "1", "memory");
    expect_places(8, "5,7", "5", "7", "memory");
    expect_places(1, "0-1", "0", "1", "a core whose threads");
}

static void many_cpus_are_halved_by_cores(void **state) {
    (void)state;
    expect_places(4, "0-3", "0-1", "2-3", "memory");
    expect_places(4, "0-7", "0-1,4-5", "2-3,6-7", "memory");
    expect_places(8, "2-7", "2-4", "5-7", "memory");
    expect_places(2, "0-3", "0,2", "1,3", "memory");
    expect_places(3, "0-5", "0-1,3-4", "2,5", "memory"); /* a core is never divided */
}

static void the_threads_of_one_core_are_shared(void **state) {
    (void)state;
    expect_places(1, "0-3", "0-3", "0-3", "CPUs that do both");
}

static void masks_are_in_the_kernels_notation(void **state) {
    (void)state;
    static const struct {
        const char *list, *mask;
    } cases[] = {
        {"0", "1"},
        {"1", "2"},
        {"", "0"},
        {"0-3,8", "10f"},
        {"33", "2,00000000"},
        {"0,31-32", "1,80000001"},
        {"0-63", "ffffffff,ffffffff"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cpu_set cpus = cpus_of(cases[i].list);
        char mask[256];
        assert_string_equal(lab_cpu_mask(&cpus, mask, sizeof mask), cases[i].mask);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_cpus_are_one_for_each_side),
        cmocka_unit_test(many_cpus_are_halved_by_cores),
        cmocka_unit_test(the_threads_of_one_core_are_shared),
        cmocka_unit_test(masks_are_in_the_kernels_notation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
