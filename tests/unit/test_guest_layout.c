/* test_guest_layout.c - virtual CPUs over archived and made-up hosts. */
#include "common/cpu_set.h"
#include "common/cpulist.h"
#include "guest/guest_layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void lay(const struct topology *topology, const char *mask, const char *nodes,
                unsigned vcpus, struct guest_layout *layout) {
    struct cpu_set cpus, memory;
    assert_int_equal(cpulist_parse(mask, &cpus, NULL), 0);
    assert_int_equal(cpulist_parse(nodes, &memory, NULL), 0);
    guest_layout_make(topology, &cpus, &memory, vcpus, UINT64_C(1) << 30, layout);
}

static void lay_archived(const char *mask, const char *nodes, unsigned vcpus,
                         struct guest_layout *layout) {
    struct topology topology;
    assert_int_equal(topology_read("tests/unit/data/sys-2socket", &topology, NULL), 0);
    lay(&topology, mask, nodes, vcpus, layout);
}

static void assert_shape(const struct guest_layout *layout, unsigned sockets, unsigned dies,
                         unsigned cores, unsigned threads) {
    assert_string_equal(layout->uneven, "");
    assert_int_equal(layout->sockets, sockets);
    assert_int_equal(layout->dies, dies);
    assert_int_equal(layout->cores, cores);
    assert_int_equal(layout->threads, threads);
}

static void assert_order(const struct guest_layout *layout, const int *cpus) {
    for (unsigned i = 0; i < layout->vcpus; i++)
        assert_int_equal(layout->cpu[i], cpus[i]);
}

static void one_socket_keeps_threads_of_a_core_together(void **state) {
    (void)state;
    struct guest_layout layout;
    lay_archived("0-7,16-23", "0", 16, &layout);
    assert_shape(&layout, 1, 1, 8, 2);
    assert_order(&layout, (int[]){0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23});
    assert_int_equal(layout.cells, 0);
}

static void two_sockets_are_two_cells(void **state) {
    (void)state;
    struct guest_layout layout;
    char list[64];
    lay_archived("0-31", "0-1", 32, &layout);
    assert_shape(&layout, 2, 1, 8, 2);
    assert_int_equal(layout.cpu[15], 23);
    assert_int_equal(layout.cpu[16], 8);
    assert_int_equal(layout.cpu[17], 24);
    assert_int_equal(layout.cells, 2);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(layout.cell[i].node, (int)i);
        assert_int_equal(layout.cell[i].memory, 512 << 20);
        assert_string_equal(cpulist_format(&layout.cell[i].vcpus, list, sizeof list),
                            i ? "16-31" : "0-15");
    }
}

static void fewer_vcpus_take_the_first_cpus_as_kernels_do(void **state) {
    (void)state;
    struct guest_layout layout;
    lay_archived("0-7,16-23", "0", 4, &layout);
    assert_shape(&layout, 1, 1, 4, 1);
    assert_order(&layout, (int[]){0, 1, 2, 3});
}

static void uneven_masks_have_no_shape_but_an_order(void **state) {
    (void)state;
    struct guest_layout layout;
    lay_archived("0-1,16", "0", 3, &layout); /* one core with two threads, one with one */
    assert_int_equal(layout.sockets, 0);
    assert_non_null(strstr(layout.uneven, "threads in a core"));
    assert_order(&layout, (int[]){0, 16, 1});
    lay_archived("0-1,8", "0-1", 3, &layout); /* two cores here, one there */
    assert_int_equal(layout.sockets, 0);
    assert_non_null(strstr(layout.uneven, "cores in a socket"));
    assert_string_equal(layout.crowded, "");
}

static void too_few_cpus_leave_nothing_to_pin_to(void **state) {
    (void)state;
    struct guest_layout layout;
    lay_archived("0-1", "0", 4, &layout);
    assert_string_equal(layout.crowded, "4 virtual CPUs share 2 CPUs");
    assert_int_equal(layout.sockets, 0);
}

/* A package of two dies with two cores each, whose cores are numbered from 0 in each die. */
static void dies_are_kept_apart(void **state) {
    (void)state;
    struct topology topology = {.nodes = 1};
    for (int cpu = 0; cpu < 4; cpu++) {
        cpu_set_add(cpu, &topology.online);
        topology.place[cpu] = (struct topology_place){.die = cpu % 2, .core = cpu / 2};
    }
    topology.node[0].cpus = topology.online;
    struct guest_layout layout;
    lay(&topology, "0-3", "0", 4, &layout);
    assert_shape(&layout, 1, 2, 2, 1);
    assert_order(&layout, (int[]){0, 2, 1, 3});
}

static void cpus_without_a_node_make_no_shape(void **state) {
    (void)state;
    struct guest_layout layout;
    struct topology topology;
    assert_int_equal(topology_read("tests/unit/data/sys-2socket", &topology, NULL), 0);
    cpu_set_drop(31, &topology.node[1].cpus);
    lay(&topology, "0-31", "0-1", 32, &layout);
    assert_int_equal(layout.cells, 0);
    assert_int_equal(layout.sockets, 0);
    assert_non_null(strstr(layout.uneven, "on nodes that its memory may not use"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_socket_keeps_threads_of_a_core_together),
        cmocka_unit_test(two_sockets_are_two_cells),
        cmocka_unit_test(fewer_vcpus_take_the_first_cpus_as_kernels_do),
        cmocka_unit_test(uneven_masks_have_no_shape_but_an_order),
        cmocka_unit_test(too_few_cpus_leave_nothing_to_pin_to),
        cmocka_unit_test(dies_are_kept_apart),
        cmocka_unit_test(cpus_without_a_node_make_no_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
