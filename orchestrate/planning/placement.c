/* placement.c - a socket's or the machine's CPUs, divided between the two sides where there is a
 * peer. */
#include "placement.h"

#include "common/cpulist.h"
#include "lab/steer.h"

/* Leaves the system under test its part of the CPUs, and gives the peer the rest
 * (docs/method.md, sides). */
static int divide(const struct topology *topology, struct plan_figure *planned, cpu_set_t *cpus,
                  struct error *err) {
    struct lab_places places;
    char list[4096];
    lab_place(topology, cpus, &places);
    *cpus = places.sut;
    planned->peer_cpus = plan_copy(cpulist_format(&places.peer, list, sizeof list));
    return planned->peer_cpus ? 0 : error_failed(err, "out of memory");
}

int placement_on(const struct topology *topology, const cpu_set_t *allowed,
                 const struct figure *figure, struct plan_figure *planned, struct error *err) {
    if (topology->nodes < (int)figure->nodes)
        return error_unavailable(err, "%s needs %u NUMA nodes; this machine has %d", figure->name,
                                 figure->nodes, topology->nodes);
    cpu_set_t cpus, nodes;
    CPU_AND(&cpus, figure->scope == SCOPE_SOCKET ? &topology->socket0 : &topology->online, allowed);
    if (CPU_COUNT(&cpus) == 0) /* we may not use that socket: then what we may use of all */
        CPU_AND(&cpus, &topology->online, allowed);
    if (figure->role != ROLE_ALONE && divide(topology, planned, &cpus, err) < 0)
        return -1;
    CPU_ZERO(&nodes);
    for (int i = 0; i < topology->nodes; i++) {
        const struct topology_node *node = &topology->node[i];
        cpu_set_t shared;
        CPU_AND(&shared, &node->cpus, &cpus);
        if (figure->scope == SCOPE_MACHINE || CPU_COUNT(&shared) > 0)
            CPU_SET(node->id, &nodes);
    }
    char cpu_list[4096], node_list[256];
    planned->cpus = plan_copy(cpulist_format(&cpus, cpu_list, sizeof cpu_list));
    planned->memory_nodes = plan_copy(cpulist_format(&nodes, node_list, sizeof node_list));
    planned->guest_vcpus = figure->guest_vcpus ? figure->guest_vcpus : (unsigned)CPU_COUNT(&cpus);
    return planned->cpus && planned->memory_nodes ? 0 : error_failed(err, "out of memory");
}

int placement_choose(const struct figure *figure, struct plan_figure *planned, struct error *err) {
    struct topology topology;
    cpu_set_t allowed;
    if (topology_read("", &topology, err) < 0)
        return -1;
    if (sched_getaffinity(0, sizeof allowed, &allowed) < 0)
        return error_errno(err, "sched_getaffinity");
    return placement_on(&topology, &allowed, figure, planned, err);
}
