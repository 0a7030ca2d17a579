/* doctor_host.c - what of CPUs and memory the kernel and its control groups give, and how steadily.
 */
#include "common/cpu_set.h"
#include "doctor.h"

#include "base/emulation.h"
#include "base/host_usage.h"

#include "common/cgroup.h"
#include "common/cleanup.h"
#include "common/cpulist.h"
#include "common/memory.h"
#include "common/smallfile.h"
#include "common/topology.h"
#include "common/units.h"

#include <limits.h>
#include <math.h>
#include <string.h>

void doctor_kernel_files_of(const char *root, struct diagnosis *diagnosis) {
    static const struct {
        const char *path, *mend;
    } needed[] = {
        {"/sys/devices/system/cpu/online", "mount -t sysfs sysfs /sys"},
        {"/proc/self/status", "mount -t proc proc /proc"},
    };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s%s", root, needed[i].path);
        if (access(path, R_OK) == 0)
            continue;
        diagnose(diagnosis, HEALTH_FAIL, needed[i].mend,
                 "%s cannot be read: nothing can be planned without it", needed[i].path);
        return;
    }
    diagnose(diagnosis, HEALTH_OK, "", "/proc and /sys are there");
}

void doctor_kernel_files(struct diagnosis *diagnosis) {
    doctor_kernel_files_of("", diagnosis);
}

void doctor_machine(struct diagnosis *diagnosis) {
    if (machine_emulated())
        diagnose(diagnosis, HEALTH_WARN, "a real machine, or a virtual one with KVM",
                 "emulated (QEMU's TCG): its numbers say what emulation costs, and nothing else");
    else
        diagnose(diagnosis, HEALTH_OK, "", "not emulated");
}

/* "; of 1G that /job_7/memory.max allows, and no swap" */
static const char *limit_told(const struct cgroup *groups, char *text, size_t size) {
    char limit[32], swap[32];
    text[0] = '\0';
    if (groups->memory_limit == UINT64_MAX)
        return text;
    int used = snprintf(text, size, ", of %s that %s allows",
                        format_size(groups->memory_limit, limit, sizeof limit),
                        groups->memory_source.text);
    if (groups->swap_limit != UINT64_MAX && used < (int)size)
        snprintf(text + used, size - (size_t)used, ", with %s of swap",
                 groups->swap_limit ? format_size(groups->swap_limit, swap, sizeof swap) : "none");
    return text;
}

void doctor_memory_of(uint64_t available, const char *root, struct diagnosis *diagnosis) {
    char text[32], limit[400];
    struct cgroup groups;
    cgroup_read(root, &groups);
    format_size(available >> 20 << 20, text, sizeof text);
    limit_told(&groups, limit, sizeof limit);
    if (available == MEMORY_UNTOLD)
        diagnose(diagnosis, HEALTH_UNOBSERVABLE, "", "not told");
    else if (available < (uint64_t)2 << 30)
        diagnose(diagnosis, HEALTH_FAIL,
                 limit[0] ? "raise that limit, or run outside of the group" : "end other programs",
                 "%s available%s; a guest needs 2G", text, limit);
    else
        diagnose(diagnosis, HEALTH_OK, "", "%s available%s", text, limit);
}

void doctor_memory(struct diagnosis *diagnosis) {
    doctor_memory_of(memory_available(), "", diagnosis);
}

void doctor_cpu_quota_of(const char *root, struct diagnosis *diagnosis) {
    struct cgroup groups;
    cgroup_read(root, &groups);
    if (!groups.cpu_known)
        diagnose(diagnosis, HEALTH_UNOBSERVABLE, "", "no control group can be seen");
    else if (isinf(groups.cpu_quota))
        diagnose(diagnosis, HEALTH_OK, "", "none");
    else
        diagnose(diagnosis, HEALTH_WARN, "lift it, or run outside of the group",
                 "%s allows %.3g CPUs: what needs more is stopped again and again",
                 groups.cpu_source.text, groups.cpu_quota);
}

void doctor_cpu_quota(struct diagnosis *diagnosis) {
    doctor_cpu_quota_of("", diagnosis);
}

struct governed {
    char name[32]; /* of the governor; "": it is not told */
    struct cpu_set cpus;
};

enum { GOVERNORS = 8 }; /* more than Linux has */

/* Which CPUs have which governor; beyond GOVERNORS kinds the last takes all. Returns the kinds. */
static size_t governors(const char *root, const struct cpu_set *online, struct governed *governed) {
    size_t count = 0;
    for (int i = 0, cpu; (cpu = cpulist_nth(online, i)) >= 0; i++) {
        char path[PATH_MAX], name[sizeof governed->name];
        snprintf(path, sizeof path, "%s/sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor",
                 root, cpu);
        cleanup_free char *text = setting_read(path, NULL);
        snprintf(name, sizeof name, "%s", text ? text : "");
        size_t kind = 0;
        while (kind < count && strcmp(governed[kind].name, name) != 0)
            kind++;
        if (kind == count && count < GOVERNORS) {
            count++;
            snprintf(governed[kind].name, sizeof governed[kind].name, "%s", name);
            cpu_set_clear(&governed[kind].cpus);
        }
        cpu_set_add(cpu, &governed[kind < count ? kind : count - 1].cpus);
    }
    return count;
}

void doctor_governor_of(const char *root, struct diagnosis *diagnosis) {
    struct topology topology;
    struct governed governed[GOVERNORS];
    if (topology_read(root, &topology, NULL) < 0) {
        diagnose(diagnosis, HEALTH_UNOBSERVABLE, "mount -t sysfs sysfs /sys",
                 "not told: no CPUs below /sys");
        return;
    }
    size_t count = governors(root, &topology.online, governed);
    if (count == 1 && !governed[0].name[0]) {
        diagnose(diagnosis, HEALTH_UNOBSERVABLE, "", "no frequency scaling to see (a VM?)");
        return;
    }
    char text[400] = "", list[128];
    size_t used = 0;
    for (size_t i = 0; i < count && used < sizeof text; i++)
        used += (size_t)snprintf(
            text + used, sizeof text - used, "%s%s%s%s", i ? ", " : "",
            governed[i].name[0] ? governed[i].name : "none", count > 1 ? " on CPUs " : "",
            count > 1 ? cpulist_format(&governed[i].cpus, list, sizeof list) : "");
    bool best = count == 1 && strcmp(governed[0].name, "performance") == 0;
    diagnose(diagnosis, best ? HEALTH_OK : HEALTH_WARN,
             best ? "" : "cpupower frequency-set -g performance", "%s", text);
}

void doctor_governor(struct diagnosis *diagnosis) {
    doctor_governor_of("", diagnosis);
}

void doctor_steal(struct diagnosis *diagnosis) {
    struct host_cpu cpu = host_cpu_now();
    double share = cpu.steal_s / (cpu.busy_s + cpu.steal_s);
    if (!(share >= 0))
        diagnose(diagnosis, HEALTH_UNOBSERVABLE, "", "not told");
    else
        diagnose(diagnosis, share < 0.01 ? HEALTH_OK : HEALTH_WARN,
                 share < 0.01 ? "" : "a machine of your own: others take this one's CPU time",
                 "%.1f %% of the CPU time wanted since boot", 100 * share);
}

void doctor_pressure(struct diagnosis *diagnosis) {
    cleanup_free char *text = small_file_read("/proc/pressure/cpu", NULL);
    double share;
    if (!text || sscanf(text, "some avg10=%lf", &share) != 1)
        diagnose(diagnosis, HEALTH_UNOBSERVABLE, "boot with psi=1", "no PSI in this kernel");
    else
        diagnose(diagnosis, share < 5 ? HEALTH_OK : HEALTH_WARN,
                 share < 5 ? "" : "end other programs",
                 "tasks waited for a CPU %.1f %% of the last 10 s", share);
}
