/* guest_layout.h - a guest's virtual CPUs and memory laid over the host's topology.
 *
 * One order serves all: virtual CPU i belongs on cpu[i], whether it is pinned there or not, and a
 * guest that is shown the host's topology sees its CPUs related as those are. */
#ifndef VIRTAX_GUEST_LAYOUT_H
#define VIRTAX_GUEST_LAYOUT_H

#include "common/cpu_set.h"
#include "common/topology.h"

#include <stdint.h>

/* One NUMA node of the guest, on one of the host's. */
struct guest_cell {
    int node; /* of the host */
    struct cpu_set vcpus;
    uint64_t memory; /* bytes */
};

struct guest_layout {
    unsigned vcpus;
    int cpu[CPU_SET_MAX]; /* the host's CPU for each virtual CPU; none where there are too few */
    char crowded[160];    /* why they cannot be pinned 1:1; "" where they can */
    unsigned sockets, dies, cores, threads; /* dies of a socket, cores of a die, threads of a core;
                                               sockets 0: no such shape */
    char uneven[160];                       /* why there is none; "" where there is one */
    unsigned cells;                         /* 0: all memory is on one node */
    struct guest_cell cell[TOPOLOGY_MAX_NODES];
};

/* Lays `vcpus` virtual CPUs over as many CPUs of the mask, the first in ascending order (as kernels
 * place their threads), ordered so that threads of one core, cores of one die, dies of one socket
 * are neighbours (the order in which QEMU numbers virtual CPUs: qemu(1), -smp). Memory is split
 * evenly over the nodes, in whole huge pages. */
void guest_layout_make(const struct topology *topology, const struct cpu_set *mask,
                       const struct cpu_set *memory_nodes, unsigned vcpus, uint64_t memory,
                       struct guest_layout *layout);

#endif
