/* cgroup.h - what the control groups of this process allow, from its own up to the last that can be
 * seen: batch systems, systemd's slices and containers set limits on any of them.
 *
 * Both versions are read, also side by side. `root` is the tree below which /proc and the mounts
 * that it names are looked for, "" on a live machine. Sources: Linux
 * Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst, cgroups(7). */
#ifndef VIRTAX_CGROUP_H
#define VIRTAX_CGROUP_H

#include <stdbool.h>
#include <stdint.h>

/* Which file of which group decides: "/user.slice/memory.high"; "" where none does. */
struct cgroup_source {
    char text[256];
};

struct cgroup {
    bool memory_known;     /* false: nothing can be said of memory, which is not "no limit" */
    uint64_t memory_limit; /* of the group that leaves least; UINT64_MAX: no group has a limit */
    uint64_t memory_left;  /* the limit less what is used and cannot be reclaimed, never below 0 */
    struct cgroup_source memory_source;
    uint64_t swap_limit; /* the least of v2's groups, beside memory; UINT64_MAX: no group has one.
                            v1 limits memory and swap together, which counts as memory */

    bool cpu_known;
    double cpu_quota; /* the least, in CPUs; INFINITY: no group has one */
    struct cgroup_source cpu_source;
};

void cgroup_read(const char *root, struct cgroup *cgroup);

/* How many processes the system has killed for want of memory since it booted, whichever limit was
 * reached: "oom_kill" of /proc/vmstat. -1 where it is not told. */
int64_t oom_kills(const char *root);

#endif
