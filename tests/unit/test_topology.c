/* test_topology.c - topology from archived trees, and of the machine that runs the test. */
#include "common/cpu_set.h"
#include "common/cpulist.h"
#include "common/topology.h"
#include "scratch_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_cpus(const struct cpu_set *cpus, const char *expected) {
    char text[256];
    assert_string_equal(cpulist_format(cpus, text, sizeof text), expected);
}

static void two_sockets_are_read(void **state) {
    (void)state;
    struct topology t;
    assert_int_equal(topology_read("tests/unit/data/sys-2socket", &t, NULL), 0);
    assert_cpus(&t.online, "0-31");
    assert_int_equal(t.cpus, 32);
    assert_int_equal(t.cores, 16);
    assert_int_equal(t.sockets, 2);
    assert_int_equal(t.threads_per_core, 2);
    assert_cpus(&t.socket0, "0-7,16-23");
    assert_int_equal(t.llcs, 2);
    assert_int_equal(t.llc_bytes, 20480 * 1024);
    assert_int_equal(t.nodes, 2);
    assert_int_equal(t.node[1].id, 1);
    assert_cpus(&t.node[0].cpus, "0-7,16-23");
    assert_cpus(&t.node[1].cpus, "8-15,24-31");
    assert_int_equal(t.node[0].memory_bytes, UINT64_C(132020000) * 1024);
    assert_int_equal(t.node[1].memory_bytes, UINT64_C(132117504) * 1024);
    assert_int_equal(t.memory_bytes, UINT64_C(264137504) * 1024);
}

static void hidden_files_are_tolerated(void **state) {
    (void)state;
    struct topology t;
    assert_int_equal(topology_read("tests/unit/data/sys-2socket-hidden", &t, NULL), 0);
    assert_int_equal(t.cpus, 4);
    assert_int_equal(t.cores, 4);
    assert_int_equal(t.sockets, 1);
    assert_int_equal(t.threads_per_core, 1);
    assert_cpus(&t.socket0, "0-3");
    assert_int_equal(t.nodes, 1);
    assert_cpus(&t.node[0].cpus, "0-3");
    assert_int_equal(t.llcs, 0);
    assert_int_equal(t.llc_bytes, 0);
    assert_int_equal(t.memory_bytes, 0);
}

static void no_tree_is_an_error(void **state) {
    (void)state;
    struct topology t;
    struct error err = {0};
    assert_int_equal(topology_read("tests/unit/data/no-such-tree", &t, &err), -1);
    assert_int_equal(err.status, STATUS_FAILED);
    assert_non_null(strstr(err.text, "no-such-tree/sys/devices/system/cpu/online"));
}

static void four_thousand_cpus_are_counted(void **state) {
    (void)state;
    struct topology t;
    tree_write("sys/devices/system/cpu/online", "0-4095\n");
    assert_int_equal(topology_read(scratch, &t, NULL), 0);
    assert_int_equal(t.cpus, 4096);
    assert_cpus(&t.online, "0-4095");
}

static void this_machine_makes_sense(void **state) {
    (void)state;
    struct topology t;
    assert_int_equal(topology_read("", &t, NULL), 0);
    assert_int_equal(t.cpus, sysconf(_SC_NPROCESSORS_ONLN));
    assert_true(t.cores >= 1 && t.cores <= t.cpus);
    assert_true(t.sockets >= 1 && t.sockets <= t.cores);
    assert_true(t.memory_bytes > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_sockets_are_read),
        cmocka_unit_test(hidden_files_are_tolerated),
        cmocka_unit_test(no_tree_is_an_error),
        cmocka_unit_test_setup_teardown(four_thousand_cpus_are_counted, scratch_make,
                                        scratch_remove),
        cmocka_unit_test(this_machine_makes_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
