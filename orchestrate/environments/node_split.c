/* node_split.c - each node gets its CPUs of the figure's, and threads in proportion. */
#include "node_split.h"

#include "common/cpulist.h"

static void split_cpus(const struct topology *topology, const struct cpu_set *cpus,
                       struct node_split *split) {
    *split = (struct node_split){0};
    for (int i = 0; i < topology->nodes; i++) {
        struct node_share share = {.node = topology->node[i].id, .threads = 1};
        cpu_set_and(&share.cpus, &topology->node[i].cpus, cpus);
        share.cpu_count = cpu_set_count(&share.cpus);
        if (share.cpu_count > 0)
            split->share[split->count++] = share;
    }
}

static void add_thread(struct node_split *split) {
    struct node_share *least = &split->share[0];
    for (size_t i = 1; i < split->count; i++) {
        struct node_share *share = &split->share[i];
        /* (threads + 1) / cpus is smaller */
        if ((share->threads + 1) * (unsigned)least->cpu_count <
            (least->threads + 1) * (unsigned)share->cpu_count)
            least = share;
    }
    least->threads++;
}

int node_split(const struct topology *topology, const struct cpu_set *cpus, unsigned threads,
               struct node_split *split, struct error *err) {
    char list[CPULIST_TEXT];
    cpulist_format(cpus, list, sizeof list);
    split_cpus(topology, cpus, split);
    int found = 0;
    for (size_t i = 0; i < split->count; i++)
        found += split->share[i].cpu_count;
    if (found != cpu_set_count(cpus))
        return error_failed(err, "of the CPUs %s only %d belong to a NUMA node", list, found);
    if (split->count < 2)
        return error_unavailable(err,
                                 "the CPUs %s are all of one NUMA node; a figure with scope = "
                                 "machine has those of all",
                                 list);
    if (threads < split->count)
        return error_unavailable(err,
                                 "%u threads cannot be shared out to %zu NUMA nodes; --set "
                                 "threads=%zu is the least",
                                 threads, split->count, split->count);
    for (unsigned given = (unsigned)split->count; given < threads; given++)
        add_thread(split);
    return 0;
}

int nodes_with_cpus(const struct topology *topology) {
    int count = 0;
    for (int i = 0; i < topology->nodes; i++)
        count += cpu_set_count(&topology->node[i].cpus) > 0;
    return count;
}
