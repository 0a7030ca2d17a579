/* placement.c - a socket's or the machine's CPUs, divided between the two sides where there is a
 * peer. */
#include "placement.h"
#include "common/cpu_set.h"

#include "common/cpulist.h"
#include "lab/steer.h"

/* Leaves the system under test its part of the CPUs, and gives the peer the rest
 * (docs/method.md, sides). */
static int divide(const struct topology *topology, struct plan_figure *planned,
                  struct cpu_set *cpus, struct error *err) {
    struct lab_places places;
    char list[CPULIST_TEXT];
    lab_place(topology, cpus, &places);
    *cpus = places.sut;
    planned->peer_cpus = plan_copy(cpulist_format(&places.peer, list, sizeof list));
    return planned->peer_cpus ? 0 : error_failed(err, "out of memory");
}

int placement_on(const struct topology *topology, const struct cpu_set *allowed,
                 const struct figure *figure, struct plan_figure *planned, struct error *err) {
    if (topology->nodes < (int)figure->nodes)
        return error_unavailable(err, "%s needs %u NUMA nodes; this machine has %d", figure->name,
                                 figure->nodes, topology->nodes);
    struct cpu_set cpus, nodes;
    cpu_set_and(&cpus, figure->scope == SCOPE_SOCKET ? &topology->socket0 : &topology->online,
                allowed);
    if (cpu_set_count(&cpus) == 0) /* we may not use that socket: then what we may use of all */
        cpu_set_and(&cpus, &topology->online, allowed);
    if (figure->role != ROLE_ALONE && divide(topology, planned, &cpus, err) < 0)
        return -1;
    cpu_set_clear(&nodes);
    for (int i = 0; i < topology->nodes; i++) {
        const struct topology_node *node = &topology->node[i];
        struct cpu_set shared;
        cpu_set_and(&shared, &node->cpus, &cpus);
        if (figure->scope == SCOPE_MACHINE || cpu_set_count(&shared) > 0)
            cpu_set_add(node->id, &nodes);
    }
    char cpu_list[CPULIST_TEXT], node_list[CPULIST_TEXT];
    planned->cpus = plan_copy(cpulist_format(&cpus, cpu_list, sizeof cpu_list));
    planned->memory_nodes = plan_copy(cpulist_format(&nodes, node_list, sizeof node_list));
    planned->guest_vcpus =
        figure->guest_vcpus ? figure->guest_vcpus : (unsigned)cpu_set_count(&cpus);
    return planned->cpus && planned->memory_nodes ? 0 : error_failed(err, "out of memory");
}

int placement_choose(const struct figure *figure, struct plan_figure *planned, struct error *err) {
    struct topology topology;
    struct cpu_set allowed;
    if (topology_read("", &topology, err) < 0)
        return -1;
    if (cpu_set_of_thread(0, &allowed) < 0)
        return error_errno(err, "sched_getaffinity");
    return placement_on(&topology, &allowed, figure, planned, err);
}

void placement_judge_quota(const struct cgroup *groups, struct plan *plan) {
    for (size_t i = 0; i < plan->figure_count; i++) {
        const struct plan_figure *figure = &plan->figure[i];
        struct cpu_set cpus;
        if (cpulist_parse(figure->cpus, &cpus, NULL) == 0 &&
            groups->cpu_quota < cpu_set_count(&cpus))
            plan_warn(plan,
                      "%s: %s allows %.3g CPUs, for work on CPUs %s: its cells fail the gate "
                      "cpu-quota; lift the quota, or run outside of the group",
                      figure->name, groups->cpu_source.text, groups->cpu_quota, figure->cpus);
    }
}
