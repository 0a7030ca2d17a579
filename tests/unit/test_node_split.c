/* test_node_split.c - CPUs and threads shared out to the nodes of machines that nobody here has. */
#include "common/cpu_set.h"
#include "environments/node_split.h"

#include "common/cpulist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct topology topology;
static struct node_split split;

static int two_sockets(void **state) {
    (void)state;
    return topology_read("tests/unit/data/sys-2socket", &topology, NULL);
}

static int try(const char *list, unsigned threads, struct error *err) {
    struct cpu_set cpus;
    assert_int_equal(cpulist_parse(list, &cpus, NULL), 0);
    return node_split(&topology, &cpus, threads, &split, err);
}

static void share_is(size_t i, int node, const char *cpus, unsigned threads) {
    char list[256];
    assert_int_equal(split.share[i].node, node);
    assert_string_equal(cpulist_format(&split.share[i].cpus, list, sizeof list), cpus);
    assert_int_equal(split.share[i].threads, threads);
}

static void refused(const char *list, unsigned threads, int status, const char *text) {
    struct error err = {.text = ""};
    assert_int_equal(try(list, threads, &err), -1);
    assert_int_equal(err.status, status);
    if (!strstr(err.text, text))
        fail_msg("'%s' does not say '%s'", err.text, text);
}

static void siblings_stay_with_their_node(void **state) {
    (void)state;
    assert_int_equal(try("0-31", 32, NULL), 0);
    assert_int_equal(split.count, 2);
    share_is(0, 0, "0-7,16-23", 16);
    share_is(1, 1, "8-15,24-31", 16);
    assert_int_equal(try("0-31", 16, NULL), 0);
    share_is(0, 0, "0-7,16-23", 8);
    share_is(1, 1, "8-15,24-31", 8);
    assert_int_equal(try("0-31", 5, NULL), 0);
    share_is(0, 0, "0-7,16-23", 3);
    share_is(1, 1, "8-15,24-31", 2);
}

static void uneven_masks_get_uneven_threads(void **state) {
    (void)state;
    static const struct {
        unsigned threads, first, second;
    } wanted[] = {{2, 1, 1}, {3, 1, 2}, {4, 1, 3}, {8, 2, 6}, {11, 3, 8}, {22, 6, 16}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_int_equal(try("0-1,16,8-15", wanted[i].threads, NULL), 0);
        share_is(0, 0, "0-1,16", wanted[i].first);
        share_is(1, 1, "8-15", wanted[i].second);
    }
}

static void shares_sum_up_and_none_is_empty(void **state) {
    (void)state;
    for (int cpus = 1; cpus <= 8; cpus++)
        for (unsigned threads = 2; threads <= 64; threads++) {
            char list[32];
            snprintf(list, sizeof list, "0-%d,8-15,24-31", cpus - 1);
            assert_int_equal(try(list, threads, NULL), 0);
            unsigned a = split.share[0].threads, b = split.share[1].threads;
            assert_int_equal(a + b, threads);
            assert_true(a >= 1 && b >= 1);
            /* Within one thread of the exact proportion, but for the first on each node. */
            double exact = threads * cpus / (cpus + 16.0);
            assert_true(a == 1 || (a > exact - 1 && a < exact + 1));
        }
}

/* CPU numbers that alternate between the sockets, and a third node of memory alone. */
static void alternating_numbers_and_memory_alone(void **state) {
    (void)state;
    topology = (struct topology){.nodes = 3, .node = {{.id = 0}, {.id = 1}, {.id = 4}}};
    assert_int_equal(cpulist_parse("0,2,4,6", &topology.node[0].cpus, NULL), 0);
    assert_int_equal(cpulist_parse("1,3,5,7", &topology.node[2].cpus, NULL), 0);
    assert_int_equal(nodes_with_cpus(&topology), 2);
    assert_int_equal(try("0-7", 4, NULL), 0);
    assert_int_equal(split.count, 2);
    share_is(0, 0, "0,2,4,6", 2);
    share_is(1, 4, "1,3,5,7", 2);
    refused("0-8", 4, STATUS_FAILED, "of the CPUs 0-8 only 8 belong to a NUMA node");
}

static void what_cannot_be_shared_out_is_refused(void **state) {
    (void)state;
    assert_int_equal(nodes_with_cpus(&topology), 2);
    refused("0-31", 1, STATUS_UNAVAILABLE, "1 threads cannot be shared out to 2 NUMA nodes");
    refused("0-7,16-23", 16, STATUS_UNAVAILABLE, "the CPUs 0-7,16-23 are all of one NUMA node");
    refused("0-32", 16, STATUS_FAILED, "only 32 belong to a NUMA node");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(siblings_stay_with_their_node, two_sockets),
        cmocka_unit_test_setup(uneven_masks_get_uneven_threads, two_sockets),
        cmocka_unit_test_setup(shares_sum_up_and_none_is_empty, two_sockets),
        cmocka_unit_test_setup(alternating_numbers_and_memory_alone, two_sockets),
        cmocka_unit_test_setup(what_cannot_be_shared_out_is_refused, two_sockets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
