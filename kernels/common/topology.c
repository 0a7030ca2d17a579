/* topology.c - counts packages, dies, cores, nodes and caches in a tree of /sys, or a copy of one.
 * */
#include "common/topology.h"
#include "common/cpu_set.h"

#include "common/cleanup.h"
#include "common/cpulist.h"
#include "common/smallfile.h"
#include "common/units.h"

#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

/* A file of the tree as text, or NULL: nearly all of them may be hidden. Free it. */
__attribute__((format(printf, 2, 3))) static char *tree_file(const char *root, const char *format,
                                                             ...) {
    char path[PATH_MAX];
    va_list args;
    va_start(args, format);
    int lead = snprintf(path, sizeof path, "%s/", root);
    int rest = lead < (int)sizeof path
                   ? vsnprintf(path + lead, sizeof path - (size_t)lead, format, args)
                   : 0;
    va_end(args);
    return lead + rest < (int)sizeof path ? small_file_read(path, NULL) : NULL;
}

static bool tree_list(const char *text, struct cpu_set *set) {
    cpu_set_clear(set);
    return text && cpulist_parse(text, set, NULL) == 0;
}

/* The value of a line "KEY: number kB" of a meminfo text, in bytes; 0 where it is not told. */
static uint64_t meminfo_bytes(const char *text, const char *key) {
    const char *line = text ? strstr(text, key) : NULL;
    uint64_t kilobytes;
    if (!line || sscanf(line + strlen(key), "%" SCNu64, &kilobytes) != 1)
        return 0;
    return kilobytes * 1024;
}

/* The number in a file of one CPU's directory, or `otherwise` where it is hidden. */
static int cpu_number(const char *root, int cpu, const char *file, int otherwise) {
    cleanup_free char *text = tree_file(root, "sys/devices/system/cpu/cpu%d/%s", cpu, file);
    return text ? atoi(text) : otherwise;
}

static void read_packages(const char *root, struct topology *t) {
    const struct topology_place *seen[CPU_SET_MAX] = {NULL};
    int count = 0;
    for (int cpu = 0; cpu < CPU_SET_MAX; cpu++) {
        if (!cpu_set_has(cpu, &t->online))
            continue;
        struct topology_place *here = &t->place[cpu];
        *here = (struct topology_place){cpu_number(root, cpu, "topology/physical_package_id", 0),
                                        cpu_number(root, cpu, "topology/die_id", 0),
                                        cpu_number(root, cpu, "topology/core_id", cpu)};
        bool new_package = true, new_core = true;
        for (int i = 0; i < count; i++) {
            bool same = seen[i]->package == here->package;
            new_package = new_package && !same;
            new_core =
                new_core && !(same && seen[i]->die == here->die && seen[i]->core == here->core);
        }
        seen[count++] = here;
        t->sockets += new_package;
        t->cores += new_core;
        if (here->package == seen[0]->package)
            cpu_set_add(cpu, &t->socket0);
    }
    t->threads_per_core = (t->cpus + t->cores - 1) / t->cores;
}

enum { CACHE_INDEXES = 8 }; /* more than any processor has */

/* The last-level data cache of a CPU: its size and the first CPU that shares it, which names it. */
static bool last_level_cache(const char *root, int cpu, uint64_t *bytes, int *first_sharer) {
    int highest = 0;
    for (int index = 0; index < CACHE_INDEXES; index++) {
        char directory[64];
        snprintf(directory, sizeof directory, "sys/devices/system/cpu/cpu%d/cache/index%d", cpu,
                 index);
        cleanup_free char *level = tree_file(root, "%s/level", directory);
        if (!level)
            continue;
        cleanup_free char *size = tree_file(root, "%s/size", directory);
        cleanup_free char *sharing = tree_file(root, "%s/shared_cpu_list", directory);
        struct cpu_set sharers;
        if (atoi(level) <= highest || !size || parse_size(size, bytes, NULL) < 0 ||
            !tree_list(sharing, &sharers))
            continue;
        highest = atoi(level);
        *first_sharer = cpulist_nth(&sharers, 0);
    }
    return highest > 0;
}

static void read_caches(const char *root, struct topology *t) {
    struct cpu_set caches;
    cpu_set_clear(&caches);
    for (int cpu = 0; cpu < CPU_SET_MAX; cpu++) {
        uint64_t bytes;
        int first_sharer;
        if (!cpu_set_has(cpu, &t->online) || !last_level_cache(root, cpu, &bytes, &first_sharer))
            continue;
        if (bytes > t->llc_bytes)
            t->llc_bytes = bytes;
        if (first_sharer >= 0)
            cpu_set_add(first_sharer, &caches);
    }
    t->llcs = cpu_set_count(&caches);
}

static void read_nodes(const char *root, struct topology *t) {
    cleanup_free char *online = tree_file(root, "sys/devices/system/node/online");
    struct cpu_set ids;
    if (!tree_list(online, &ids))
        cpu_set_clear(&ids);

    for (int id = 0; id < CPU_SET_MAX && t->nodes < TOPOLOGY_MAX_NODES; id++) {
        if (!cpu_set_has(id, &ids))
            continue;
        struct topology_node *node = &t->node[t->nodes];
        cleanup_free char *meminfo = tree_file(root, "sys/devices/system/node/node%d/meminfo", id);
        cleanup_free char *cpus = tree_file(root, "sys/devices/system/node/node%d/cpulist", id);
        node->id = id;
        node->memory_bytes = meminfo_bytes(meminfo, "MemTotal:");
        if (!tree_list(cpus, &node->cpus))
            cpu_set_clear(&node->cpus);
        if (cpu_set_count(&node->cpus) > 0 || node->memory_bytes > 0)
            t->nodes++;
    }
    if (t->nodes == 0) {
        t->nodes = 1;
        t->node[0] =
            (struct topology_node){.id = 0, .cpus = t->online, .memory_bytes = t->memory_bytes};
    }
}

int topology_read(const char *root, struct topology *topology, struct error *err) {
    memset(topology, 0, sizeof *topology);
    cleanup_free char *online = tree_file(root, "sys/devices/system/cpu/online");
    if (!online)
        return error_failed(err, "%s/sys/devices/system/cpu/online: not readable; is /sys mounted?",
                            root);
    if (cpulist_parse(online, &topology->online, err) < 0)
        return error_wrap(err, "%s/sys/devices/system/cpu/online", root);
    topology->cpus = cpu_set_count(&topology->online);
    if (topology->cpus == 0)
        return error_failed(err, "%s/sys/devices/system/cpu/online: empty", root);

    cleanup_free char *meminfo = tree_file(root, "proc/meminfo");
    topology->memory_bytes = meminfo_bytes(meminfo, "MemTotal:");
    read_packages(root, topology);
    read_caches(root, topology);
    read_nodes(root, topology);
    return 0;
}

uint64_t topology_cache_bytes(const struct topology *topology) {
    return topology->llc_bytes * (uint64_t)topology->llcs;
}
