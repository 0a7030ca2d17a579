/* memory.c - maps a region with madvise(2) or MAP_HUGETLB and binds it with mbind(2). */
#include "common/memory.h"
#include "common/cpu_set.h"

#include "common/choice.h"
#include "common/cleanup.h"
#include "common/cpulist.h"
#include "common/hugetlb.h"
#include "common/smallfile.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/mempolicy.h>
#include <linux/mman.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

const char *const hugepages_names[] = {"thp", "hugetlb", "none", "hugetlb-1g", NULL};

static const char *const numa_names[] = {"local", "interleave", NULL};
static const char interleave_over[] = "interleave=";

int numa_policy_parse(const char *text, struct numa_policy *policy, struct error *err) {
    *policy = (struct numa_policy){0};
    size_t lead = strlen(interleave_over);
    if (strncmp(text, interleave_over, lead) == 0) {
        policy->interleave = true;
        if (cpulist_parse(text + lead, &policy->nodes, err) < 0)
            return -1;
        if (cpu_set_count(&policy->nodes) == 0)
            return error_usage(err, "NUMA policy '%s': no nodes named", text);
        return 0;
    }
    int choice = choice_parse(text, "NUMA policy", numa_names, err);
    policy->interleave = choice == 1;
    return choice < 0 ? -1 : 0;
}

const char *numa_policy_format(const struct numa_policy *policy, char *buffer, size_t size) {
    char nodes[CPULIST_TEXT];
    cpulist_format(&policy->nodes, nodes, sizeof nodes);
    if (policy->interleave && cpu_set_count(&policy->nodes) > 0)
        snprintf(buffer, size, "%s%s", interleave_over, nodes);
    else
        snprintf(buffer, size, "%s", numa_names[policy->interleave]);
    return buffer;
}

/* The nodes that this process may take memory from (proc(5)); node 0 where NUMA is unknown. */
static void usable_nodes(struct cpu_set *nodes) {
    static const char key[] = "Mems_allowed_list:\t";
    cleanup_free char *status = small_file_read("/proc/self/status", NULL);
    char *list = status ? strstr(status, key) : NULL;
    cpu_set_clear(nodes);
    if (list) {
        list += strlen(key);
        list[strcspn(list, "\n")] = '\0';
    }
    if (!list || cpulist_parse(list, nodes, NULL) < 0 || cpu_set_count(nodes) == 0)
        cpu_set_add(0, nodes);
}

/* mbind(2) itself: libnuma's wrapper would pull its name resolution into static binaries. A
 * struct cpu_set is the bit mask of unsigned longs that it takes. */
static long bind_memory(const struct memory *memory, int mode, const struct cpu_set *nodes) {
    return syscall(SYS_mbind, memory->base, memory->bytes, mode, nodes,
                   nodes ? CPU_SET_MAX + 1UL : 0UL, 0U);
}

static int interleave(const struct memory *memory, const struct numa_policy *policy,
                      struct error *err) {
    struct cpu_set usable, both;
    usable_nodes(&usable);
    cpu_set_and(&both, &policy->nodes, &usable);
    if (!cpu_set_equal(&both, &policy->nodes)) {
        char asked[256], there[256];
        return error_usage(err, "interleaving over NUMA nodes %s: only %s can be used here",
                           cpulist_format(&policy->nodes, asked, sizeof asked),
                           cpulist_format(&usable, there, sizeof there));
    }
    const struct cpu_set *nodes = cpu_set_count(&policy->nodes) > 0 ? &policy->nodes : &usable;
    if (cpu_set_count(nodes) == 1 && cpu_set_count(&usable) == 1)
        return 0;

    if (bind_memory(memory, MPOL_INTERLEAVE, nodes) == 0)
        return 0;
    if (errno == EPERM || errno == ENOSYS)
        return error_unavailable(err, "interleaving memory: mbind(2) is not permitted; in a "
                                      "container allow it with --cap-add SYS_NICE");
    return error_errno(err, "interleaving memory with mbind(2)");
}

/* Local is what every process has unless someone set another policy before, so that a system or
 * container that forbids mbind(2) does no harm. */
static int make_local(const struct memory *memory, struct error *err) {
    if (bind_memory(memory, MPOL_LOCAL, NULL) < 0 && errno != EPERM && errno != ENOSYS)
        return error_errno(err, "local memory with mbind(2)");
    return 0;
}

size_t memory_grain(enum hugepages hugepages) {
    return hugepages == HUGEPAGES_HUGETLB_1G ? (size_t)1 << 30 : HUGE_PAGE_BYTES;
}

bool memory_is_hugetlb(enum hugepages hugepages) {
    return hugepages == HUGEPAGES_HUGETLB || hugepages == HUGEPAGES_HUGETLB_1G;
}

static int map_at_base(struct memory *memory, enum hugepages hugepages, struct error *err) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    if (memory_is_hugetlb(hugepages))
        flags |= MAP_HUGETLB | (hugepages == HUGEPAGES_HUGETLB ? MAP_HUGE_2MB : MAP_HUGE_1GB);
    void *base = mmap(memory->base, memory->bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (base == MAP_FAILED && memory_is_hugetlb(hugepages))
        return hugetlb_refused("", memory_grain(hugepages), memory->bytes, errno, err);
    if (base == MAP_FAILED)
        return error_errno(err, "mapping %zu bytes", memory->bytes);
    if (memory_is_hugetlb(hugepages))
        return 0;
    /* EINVAL: a kernel without transparent huge pages; the facts will say so. */
    int advice = hugepages == HUGEPAGES_THP ? MADV_HUGEPAGE : MADV_NOHUGEPAGE;
    if (madvise(base, memory->bytes, advice) < 0 && errno != EINVAL)
        return error_errno(err, "madvise(2) for %s pages", hugepages_names[hugepages]);
    return 0;
}

int memory_map(struct memory *memory, size_t bytes, enum hugepages hugepages,
               const struct numa_policy *policy, struct error *err) {
    *memory = (struct memory){0};
    if (bytes == 0 || bytes > SIZE_MAX / 4)
        return error_usage(err, "mapping %zu bytes: not a possible size", bytes);
    size_t grain = memory_grain(hugepages);
    memory->bytes = (bytes + grain - 1) / grain * grain;

    /* Inaccessible pages on both sides keep the mapping apart from its neighbours, so that what
     * smaps says is said of it alone, and turn an overrun into a fault. */
    memory->reserved = memory->bytes + grain + 2 * HUGE_PAGE_BYTES;
    void *reservation =
        mmap(NULL, memory->reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (reservation == MAP_FAILED)
        return error_errno(err, "reserving %zu bytes of addresses", memory->reserved);
    memory->reservation = reservation;
    size_t misaligned = ((uintptr_t)reservation + HUGE_PAGE_BYTES) % grain;
    memory->base = memory->reservation + HUGE_PAGE_BYTES + grain - misaligned;

    if (map_at_base(memory, hugepages, err) < 0 ||
        (policy->interleave ? interleave(memory, policy, err) : make_local(memory, err)) < 0) {
        memory_unmap(memory);
        return -1;
    }
    return 0;
}

void memory_unmap(struct memory *memory) {
    if (memory->reservation)
        munmap(memory->reservation, memory->reserved);
    *memory = (struct memory){0};
}
