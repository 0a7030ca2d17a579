/* node_split.h - CPUs and threads shared out to NUMA nodes, so that each node can have a container
 * of its own. */
#ifndef VIRTAX_NODE_SPLIT_H
#define VIRTAX_NODE_SPLIT_H

#include "common/cpu_set.h"
#include "common/error.h"
#include "common/topology.h"

#include <stddef.h>

struct node_share {
    int node;
    struct cpu_set cpus;
    int cpu_count;
    unsigned threads;
};

/* In ascending order of the nodes. */
struct node_split {
    size_t count;
    struct node_share share[TOPOLOGY_MAX_NODES];
};

/* Each node that holds some of `cpus` gets these, and of `threads` a share in proportion: one
 * first, then each further thread goes where it makes the fewest threads on a CPU. Shares sum up to
 * `threads`. STATUS_UNAVAILABLE where the CPUs are of one node only, or where there are fewer
 * threads than nodes; STATUS_FAILED where a CPU is of no node. */
int node_split(const struct topology *topology, const struct cpu_set *cpus, unsigned threads,
               struct node_split *split, struct error *err);

/* How many nodes hold CPUs; a node may have memory alone. */
int nodes_with_cpus(const struct topology *topology);

#endif
