/* test_placement.c - figures placed on a two-socket machine that nobody here has. */
#include "common/cpu_set.h"
#include "planning/placement.h"

#include "common/cpulist.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void place(enum figure_scope scope, unsigned nodes, const char *allowed_list, int status,
                  struct plan_figure *planned) {
    struct topology topology;
    struct error err;
    assert_int_equal(topology_read("tests/unit/data/sys-2socket", &topology, &err), 0);
    struct cpu_set allowed = topology.online;
    if (allowed_list)
        assert_int_equal(cpulist_parse(allowed_list, &allowed, &err), 0);
    struct figure figure = {.name = (char[]){"figure"}, .scope = scope, .nodes = nodes};
    *planned = (struct plan_figure){0};
    assert_int_equal(placement_on(&topology, &allowed, &figure, planned, &err), status);
    if (status < 0)
        assert_int_equal(err.status, STATUS_UNAVAILABLE);
}

static void expect(enum figure_scope scope, const char *allowed, const char *cpus,
                   const char *nodes, unsigned vcpus) {
    struct plan_figure planned;
    place(scope, 1, allowed, 0, &planned);
    assert_string_equal(planned.cpus, cpus);
    assert_string_equal(planned.memory_nodes, nodes);
    assert_int_equal(planned.guest_vcpus, vcpus);
    free(planned.cpus);
    free(planned.memory_nodes);
}

static void one_socket_has_its_cpus_and_its_memory(void **state) {
    (void)state;
    expect(SCOPE_SOCKET, NULL, "0-7,16-23", "0", 16);
}

static void the_machine_has_all(void **state) {
    (void)state;
    expect(SCOPE_MACHINE, NULL, "0-31", "0-1", 32);
}

static void cpus_that_we_may_not_use_stay_out(void **state) {
    (void)state;
    expect(SCOPE_SOCKET, "0-3,8-11", "0-3", "0", 4);
    expect(SCOPE_MACHINE, "0-3,8-11", "0-3,8-11", "0-1", 8);
    expect(SCOPE_SOCKET, "8-11", "8-11", "1", 4);
}

static void too_few_nodes_are_said(void **state) {
    (void)state;
    struct plan_figure planned;
    place(SCOPE_MACHINE, 4, NULL, -1, &planned);
}

/* A figure with a peer on CPUs of the first socket. */
static void expect_halves(enum figure_scope scope, const char *allowed_list, const char *sut,
                          const char *peer, const char *nodes, unsigned vcpus) {
    struct topology topology;
    struct cpu_set allowed, own, other, both;
    struct error err;
    assert_int_equal(topology_read("tests/unit/data/sys-2socket", &topology, &err), 0);
    allowed = topology.online;
    if (allowed_list)
        assert_int_equal(cpulist_parse(allowed_list, &allowed, &err), 0);
    for (enum role role = ROLE_CLIENT; role <= ROLE_SERVER; role++) {
        struct figure figure = {
            .name = (char[]){"figure"}, .scope = scope, .nodes = 1, .role = role};
        struct plan_figure planned = {0};
        assert_int_equal(placement_on(&topology, &allowed, &figure, &planned, &err), 0);
        assert_string_equal(planned.cpus, sut);
        assert_string_equal(planned.peer_cpus, peer);
        assert_string_equal(planned.memory_nodes, nodes);
        assert_int_equal(planned.guest_vcpus, vcpus);
        assert_int_equal(cpulist_parse(planned.cpus, &own, &err), 0);
        assert_int_equal(cpulist_parse(planned.peer_cpus, &other, &err), 0);
        cpu_set_and(&both, &own, &other);
        assert_int_equal(cpu_set_count(&both), 0);
        /* Threads n and n+16 are one core. */
        for (int cpu = 0; !allowed_list && cpu < 16; cpu++)
            assert_int_equal(cpu_set_has(cpu, &own), cpu_set_has(cpu + 16, &own));
        free(planned.cpus);
        free(planned.peer_cpus);
        free(planned.memory_nodes);
    }
}

static void a_peer_has_whole_cores_of_its_own(void **state) {
    (void)state;
    expect_halves(SCOPE_SOCKET, NULL, "0-3,16-19", "4-7,20-23", "0", 8);
    expect_halves(SCOPE_SOCKET, "0,16,1,17,8-15", "0,16", "1,17", "0", 2);
    expect_halves(SCOPE_SOCKET, "2,3", "2", "3", "0", 1);
    expect_halves(SCOPE_SOCKET, "0-2", "0", "1", "0", 1);
}

static void alone_there_are_no_cpus_of_a_peer(void **state) {
    (void)state;
    struct plan_figure planned;
    place(SCOPE_SOCKET, 1, NULL, 0, &planned);
    assert_null(planned.peer_cpus);
    free(planned.cpus);
    free(planned.memory_nodes);
}

static void a_quota_below_the_cpus_is_a_warning(void **state) {
    (void)state;
    struct plan_figure figure = {.name = (char[]){"fig02"}, .cpus = (char[]){"0-3"}};
    struct plan plan = {.figure = &figure, .figure_count = 1};
    struct cgroup groups = {.cpu_quota = INFINITY};
    placement_judge_quota(&groups, &plan);
    groups.cpu_quota = 4;
    placement_judge_quota(&groups, &plan);
    assert_int_equal(plan.warning_count, 0);
    groups = (struct cgroup){.cpu_quota = 1.5, .cpu_source = {"/job_7/cpu.max"}};
    placement_judge_quota(&groups, &plan);
    assert_int_equal(plan.warning_count, 1);
    assert_non_null(strstr(plan.warning[0], "fig02: /job_7/cpu.max allows 1.5 CPUs, for work on "
                                            "CPUs 0-3: its cells fail the gate cpu-quota"));
    plan.figure = NULL;
    plan.figure_count = 0;
    plan_free(&plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_socket_has_its_cpus_and_its_memory),
        cmocka_unit_test(the_machine_has_all),
        cmocka_unit_test(cpus_that_we_may_not_use_stay_out),
        cmocka_unit_test(too_few_nodes_are_said),
        cmocka_unit_test(a_peer_has_whole_cores_of_its_own),
        cmocka_unit_test(a_quota_below_the_cpus_is_a_warning),
        cmocka_unit_test(alone_there_are_no_cpus_of_a_peer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
