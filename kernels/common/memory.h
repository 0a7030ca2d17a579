/* memory.h - one region of memory of a chosen page size and NUMA policy, and the proof of both.
 *
 * What was asked for is not what the kernel gives: transparent huge pages may be short or switched
 * off. So pages and nodes are read back from /proc/self/smaps and /proc/self/numa_maps. */
#ifndef VIRTAX_MEMORY_H
#define VIRTAX_MEMORY_H

#include "common/cpu_set.h"
#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HUGE_PAGE_BYTES ((size_t)2 << 20)

/* Transparent huge pages, hugetlb pages of 2 MiB, none, hugetlb pages of 1 GiB. */
enum hugepages { HUGEPAGES_THP, HUGEPAGES_HUGETLB, HUGEPAGES_NONE, HUGEPAGES_HUGETLB_1G };

/* The names in the order of the enumeration, terminated by NULL: "thp", "hugetlb", "none",
 * "hugetlb-1g". */
extern const char *const hugepages_names[];

/* hugetlb of either size: pages that are set apart from all other memory. */
bool memory_is_hugetlb(enum hugepages hugepages);

/* A mapping of this kind is a multiple of so many bytes: 1 GiB for HUGEPAGES_HUGETLB_1G,
 * HUGE_PAGE_BYTES for all others. */
size_t memory_grain(enum hugepages hugepages);

/* Local: pages come from the node of the thread that touches them first. */
struct numa_policy {
    bool interleave;
    struct cpu_set nodes; /* to interleave over; empty: all that this process may use */
};

/* Parses "local", "interleave" or "interleave=NODES" (a list such as 0-1). */
int numa_policy_parse(const char *text, struct numa_policy *policy, struct error *err);

/* Prints the form that numa_policy_parse takes; returns buffer. */
const char *numa_policy_format(const struct numa_policy *policy, char *buffer, size_t size);

struct memory {
    char *base;        /* aligned to memory_grain, all zero */
    size_t bytes;      /* rounded up to memory_grain */
    char *reservation; /* base and its inaccessible surroundings */
    size_t reserved;
};

/* Maps `bytes` without touching them. STATUS_UNAVAILABLE with what mends it where huge pages are
 * not reserved or the policy is forbidden; STATUS_USAGE for nodes that are not there. */
int memory_map(struct memory *memory, size_t bytes, enum hugepages hugepages,
               const struct numa_policy *policy, struct error *err);
void memory_unmap(struct memory *memory);

/* What a region turned out to be. */
struct memory_facts {
    uint64_t region_bytes; /* mapped */
    uint64_t huge_bytes;   /* in huge pages of either kind */
    uint64_t page_bytes;   /* the kernel's page size for the mapping; 0 where not told */
    bool nodes_known;      /* false where the system has no NUMA support */
    struct cpu_set nodes;  /* that hold its pages */
};

int memory_examine(const struct memory *memory, struct memory_facts *facts, struct error *err);

/* Instead of a number of bytes: the system does not tell. 0 is a number. */
#define MEMORY_UNTOLD UINT64_MAX

/* MemAvailable of proc(5), below `root` ("" on a live machine), without a reserve; MEMORY_UNTOLD.
 */
uint64_t memory_told(const char *root);

/* How many bytes a process can still take without pushing others out: MemAvailable, or what its
 * control groups (cgroup.h) or its address space (RLIMIT_AS, setrlimit(2)) leave where that is
 * less, minus a reserve for the system; swap is not counted. */
uint64_t memory_available(void);

/* How many bytes a mapping of this kind may take: for hugetlb the free pages that are set apart,
 * otherwise memory_available; `limit` where that is less (0: no limit). */
uint64_t memory_room(enum hugepages hugepages, uint64_t limit);

/* Refuses `bytes` beyond `limit` (STATUS_USAGE; 0: no limit) or, unless in hugetlb pages that are
 * set apart anyway, beyond the available memory (STATUS_UNAVAILABLE), saying the largest that
 * fits. */
int memory_fits(uint64_t bytes, enum hugepages hugepages, uint64_t limit, struct error *err);

#endif
