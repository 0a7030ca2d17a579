/* memory_facts.c - what the kernel says about memory: of one mapping, and of all that is left. */
#include "common/cgroup.h"
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/hugetlb.h"
#include "common/memory.h"
#include "common/smallfile.h"
#include "common/units.h"

#include <inttypes.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static bool within(const struct memory *memory, uintptr_t address) {
    uintptr_t base = (uintptr_t)memory->base;
    return address >= base && address < base + memory->bytes;
}

static int read_smaps(const struct memory *memory, struct memory_facts *facts, struct error *err) {
    cleanup_fclose FILE *file = fopen("/proc/self/smaps", "re");
    if (!file)
        return error_errno(err, "/proc/self/smaps");
    cleanup_free char *line = NULL;
    size_t room = 0;
    bool ours = false;
    while (getline(&line, &room, file) > 0) {
        uintptr_t start, end;
        uint64_t kilobytes;
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &start, &end) == 2)
            ours = within(memory, start);
        else if (!ours)
            continue;
        /* Linux 6.18 was seen to call hugetlb pages of a private mapping shared. */
        else if (sscanf(line, "AnonHugePages: %" SCNu64, &kilobytes) == 1 ||
                 sscanf(line, "Private_Hugetlb: %" SCNu64, &kilobytes) == 1 ||
                 sscanf(line, "Shared_Hugetlb: %" SCNu64, &kilobytes) == 1)
            facts->huge_bytes += kilobytes * 1024;
        else if (sscanf(line, "KernelPageSize: %" SCNu64, &kilobytes) == 1)
            facts->page_bytes = kilobytes * 1024;
    }
    return ferror(file) ? error_errno(err, "/proc/self/smaps") : 0;
}

/* Lines "ADDRESS policy key=value ... N0=pages N1=pages ..." (proc(5)). */
static int read_numa_maps(const struct memory *memory, struct memory_facts *facts,
                          struct error *err) {
    cleanup_fclose FILE *file = fopen("/proc/self/numa_maps", "re");
    if (!file)
        return 0;
    facts->nodes_known = true;
    cleanup_free char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, file) > 0) {
        uintptr_t start;
        if (sscanf(line, "%" SCNxPTR " ", &start) != 1 || !within(memory, start))
            continue;
        for (const char *at = strstr(line, " N"); at; at = strstr(at + 1, " N")) {
            int node;
            uint64_t pages;
            if (sscanf(at, " N%d=%" SCNu64, &node, &pages) == 2 && node >= 0 && node < CPU_SET_MAX)
                cpu_set_add(node, &facts->nodes);
        }
    }
    return ferror(file) ? error_errno(err, "/proc/self/numa_maps") : 0;
}

int memory_examine(const struct memory *memory, struct memory_facts *facts, struct error *err) {
    *facts = (struct memory_facts){.region_bytes = memory->bytes};
    if (read_smaps(memory, facts, err) < 0)
        return -1;
    return read_numa_maps(memory, facts, err);
}

uint64_t memory_told(const char *root) {
    cleanup_free char *text = small_file_readf(NULL, "%s/proc/meminfo", root);
    const char *line = text ? strstr(text, "MemAvailable:") : NULL;
    uint64_t kilobytes;
    return line && sscanf(line, "%*s %" SCNu64, &kilobytes) == 1 ? kilobytes * 1024 : MEMORY_UNTOLD;
}

/* Addresses that the limit of this process leaves: what is mapped counts, touched or not. */
static uint64_t addresses_left(void) {
    struct rlimit limit;
    cleanup_free char *text = small_file_read("/proc/self/statm", NULL);
    uint64_t pages;
    if (getrlimit(RLIMIT_AS, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY || !text ||
        sscanf(text, "%" SCNu64, &pages) != 1)
        return MEMORY_UNTOLD;
    uint64_t mapped = pages * (uint64_t)sysconf(_SC_PAGESIZE);
    return limit.rlim_cur > mapped ? limit.rlim_cur - mapped : 0;
}

uint64_t memory_available(void) {
    uint64_t available = memory_told(""), addresses = addresses_left();
    struct cgroup groups;
    cgroup_read("", &groups);
    if (groups.memory_left < available)
        available = groups.memory_left;
    if (addresses < available)
        available = addresses;
    return available == MEMORY_UNTOLD ? available : available - available / 16;
}

uint64_t memory_room(enum hugepages hugepages, uint64_t limit) {
    uint64_t room = memory_is_hugetlb(hugepages) ? hugetlb_room("", memory_grain(hugepages))
                                                 : memory_available();
    return limit > 0 && limit < room ? limit : room;
}

int memory_fits(uint64_t bytes, enum hugepages hugepages, uint64_t limit, struct error *err) {
    char asked[32], largest[32];
    if (limit > 0 && bytes > limit)
        return error_usage(err, "%s of memory: beyond --memory-limit; the largest that fits is %s",
                           format_size(bytes, asked, sizeof asked),
                           format_size(limit, largest, sizeof largest));
    uint64_t available = memory_available();
    if (!memory_is_hugetlb(hugepages) && bytes > available)
        return error_unavailable(
            err, "%s of memory: not available here; the largest that fits is %s",
            format_size(bytes, asked, sizeof asked),
            format_size(available / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES, largest, sizeof largest));
    return 0;
}
