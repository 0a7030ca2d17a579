/* guest_layout.c - which host CPU each virtual CPU stands for, and the shape that they make. */
#include "guest_layout.h"

#include "common/cpulist.h"
#include "huge_pages.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int compare(int a, int b) {
    return (a > b) - (a < b);
}

/* By package, die, core, number. */
static int by_place(const void *left, const void *right, void *context) {
    const struct topology *topology = context;
    int a = *(const int *)left, b = *(const int *)right;
    const struct topology_place *p = &topology->place[a], *q = &topology->place[b];
    int order = compare(p->package, q->package);
    if (order == 0)
        order = compare(p->die, q->die);
    if (order == 0)
        order = compare(p->core, q->core);
    return order ? order : compare(a, b);
}

/* How many outer parts there are, and how many inner ones in each; 0 where they are not equally
 * many. `new_outer` and `new_inner` tell for each virtual CPU whether one begins there. */
static unsigned even_parts(const bool *new_outer, const bool *new_inner, unsigned vcpus) {
    unsigned size = 0, current = 0;
    for (unsigned i = 0; i <= vcpus; i++) {
        bool ends = i == vcpus || new_outer[i];
        if (i > 0 && ends) {
            if (size && current != size)
                return 0;
            size = current;
            current = 0;
        }
        if (i < vcpus)
            current += new_inner[i];
    }
    return size;
}

static void find_shape(const struct topology *topology, struct guest_layout *layout) {
    bool socket[CPU_SET_MAX], die[CPU_SET_MAX], core[CPU_SET_MAX], thread[CPU_SET_MAX];
    unsigned sockets = 0;
    for (unsigned i = 0; i < layout->vcpus; i++) {
        const struct topology_place *here = &topology->place[layout->cpu[i]];
        const struct topology_place *before = i ? &topology->place[layout->cpu[i - 1]] : NULL;
        socket[i] = !before || here->package != before->package;
        die[i] = socket[i] || here->die != before->die;
        core[i] = die[i] || here->core != before->core;
        thread[i] = true;
        sockets += socket[i];
    }
    unsigned dies = even_parts(socket, die, layout->vcpus);
    unsigned cores = even_parts(die, core, layout->vcpus);
    unsigned threads = even_parts(core, thread, layout->vcpus);
    if (dies && cores && threads) {
        layout->sockets = sockets;
        layout->dies = dies;
        layout->cores = cores;
        layout->threads = threads;
        return;
    }
    snprintf(layout->uneven, sizeof layout->uneven,
             "the CPUs that the guest may use hold unequal numbers of %s, which QEMU cannot show",
             !dies    ? "dies in a socket"
             : !cores ? "cores in a socket"
                      : "threads in a core");
}

static void find_cells(const struct topology *topology, const struct cpu_set *memory_nodes,
                       uint64_t memory, struct guest_layout *layout) {
    struct cpu_set placed;
    cpu_set_clear(&placed);
    unsigned wanted = (unsigned)cpu_set_count(memory_nodes), count = 0;
    uint64_t share = memory / (wanted ? wanted : 1) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
    for (int i = 0; i < topology->nodes; i++) {
        const struct topology_node *node = &topology->node[i];
        if (!cpu_set_has(node->id, memory_nodes))
            continue;
        struct guest_cell *cell = &layout->cell[count++];
        *cell = (struct guest_cell){.node = node->id, .memory = share};
        for (unsigned v = 0; v < layout->vcpus; v++)
            if (cpu_set_has(layout->cpu[v], &node->cpus))
                cpu_set_add((int)v, &cell->vcpus);
        cpu_set_or(&placed, &placed, &cell->vcpus);
    }
    if (count < 2)
        return;
    /* QEMU would put a virtual CPU without a node on the first, where it does not belong. */
    if (cpu_set_count(&placed) != (int)layout->vcpus) {
        layout->sockets = 0;
        snprintf(
            layout->uneven, sizeof layout->uneven,
            "some of the CPUs that the guest may use are on nodes that its memory may not use");
        return;
    }
    layout->cell[count - 1].memory = memory - (count - 1) * share;
    layout->cells = count;
}

void guest_layout_make(const struct topology *topology, const struct cpu_set *mask,
                       const struct cpu_set *memory_nodes, unsigned vcpus, uint64_t memory,
                       struct guest_layout *layout) {
    memset(layout, 0, sizeof *layout);
    layout->vcpus = vcpus;
    if (vcpus > (unsigned)cpu_set_count(mask)) {
        snprintf(layout->crowded, sizeof layout->crowded, "%u virtual CPUs share %d CPUs", vcpus,
                 cpu_set_count(mask));
        memcpy(layout->uneven, layout->crowded, sizeof layout->uneven);
        return;
    }
    for (unsigned i = 0; i < vcpus; i++)
        layout->cpu[i] = cpulist_nth(mask, (int)i);
    qsort_r(layout->cpu, vcpus, sizeof *layout->cpu, by_place, (void *)topology);
    find_shape(topology, layout);
    find_cells(topology, memory_nodes, memory, layout);
}
