/* topology.h - what /sys says about CPUs, sockets, NUMA nodes and caches.
 *
 * Every reader takes the root of the tree ("" on a live machine), so that archived trees of
 * machines that nobody here has can be replayed in tests. Formats: Linux
 * Documentation/ABI/stable/sysfs-devices-system-cpu and -node. */
#ifndef VIRTAX_TOPOLOGY_H
#define VIRTAX_TOPOLOGY_H

#include "common/cpu_set.h"
#include "common/error.h"

#include <stdint.h>

enum { TOPOLOGY_MAX_NODES = 64 };

struct topology_node {
    int id;
    struct cpu_set cpus;
    uint64_t memory_bytes; /* MemTotal of the node; 0 where not told */
};

struct topology_place {
    int package, die, core; /* a core's number is unique within its die only */
};

struct topology {
    struct cpu_set online;
    struct topology_place place[CPU_SET_MAX]; /* of the online CPUs */
    int cpus;                                 /* online logical CPUs */
    int cores;                                /* distinct (package, die, core) triples among them */
    int sockets;                              /* distinct packages among them */
    int threads_per_core;                     /* cpus / cores, rounded up */
    int nodes; /* nodes that hold CPUs or memory; 1 where NUMA is not configured */
    struct topology_node node[TOPOLOGY_MAX_NODES];
    struct cpu_set socket0; /* the CPUs of the package that holds the first online CPU */
    uint64_t llc_bytes;     /* size of one last-level cache; 0 where not told */
    int llcs;               /* distinct last-level caches among the online CPUs */
    uint64_t memory_bytes;  /* MemTotal of /proc/meminfo under the same root */
};

/* Reads the tree below `root`. Missing cache, node or package files are tolerated as documented at
 * the fields (containers and small guests hide them); no readable online-CPU list is an error. */
int topology_read(const char *root, struct topology *topology, struct error *err);

/* Bytes of all last-level caches together; 0 where not told. */
uint64_t topology_cache_bytes(const struct topology *topology);

#endif
