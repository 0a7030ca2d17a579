/* host_usage.c - reads /proc/stat, CPU clocks of processes and smaps_rollup. */
#include "host_usage.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <limits.h>
#include <math.h>
#include <string.h>
#include <time.h>

struct host_cpu host_cpu_now(void) {
    struct host_cpu cpu = {NAN, NAN, NAN};
    double user, nice, system, idle, iowait, irq, softirq, steal;
    cleanup_free char *stat = small_file_read("/proc/stat", NULL);
    if (!stat || sscanf(stat, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &user, &nice, &system, &idle,
                        &iowait, &irq, &softirq, &steal) != 8)
        return cpu;
    double hz = (double)sysconf(_SC_CLK_TCK);
    cpu.busy_s = (user + nice + system + irq + softirq) / hz;
    cpu.softirq_s = softirq / hz;
    cpu.steal_s = steal / hz;
    return cpu;
}

struct cpu_times cpu_times_of(const char *root, const struct cpu_set *cpus) {
    const double hz = (double)sysconf(_SC_CLK_TCK);
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/proc/stat", root);
    cleanup_free char *stat = small_file_read(path, NULL);
    struct cpu_times used = {0};
    int found = 0;
    for (const char *line = stat ? strchr(stat, '\n') : NULL; line; line = strchr(line + 1, '\n')) {
        int cpu;
        double user, nice, system, idle, iowait, irq, softirq, steal;
        if (sscanf(line, "\ncpu%d %lf %lf %lf %lf %lf %lf %lf %lf", &cpu, &user, &nice, &system,
                   &idle, &iowait, &irq, &softirq, &steal) != 9 ||
            cpu >= CPU_SET_MAX || !cpu_set_has(cpu, cpus))
            continue;
        used.tasks_s += (user + nice + system) / hz;
        used.interrupts_s += (irq + softirq) / hz;
        used.steal_s += steal / hz;
        found++;
    }
    if (found == 0 || found != cpu_set_count(cpus))
        used.tasks_s = used.interrupts_s = used.steal_s = NAN;
    return used;
}

double cpus_busy_s(const struct cpu_set *cpus) {
    struct cpu_times used = cpu_times_of("", cpus);
    return used.tasks_s + used.interrupts_s;
}

double process_cpu_s(int pid) {
    clockid_t clock;
    struct timespec used;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) < 0)
        return NAN;
    return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

double process_huge_bytes(int pid) {
    cleanup_free char *rollup = small_file_readf(NULL, "/proc/%d/smaps_rollup", pid);
    static const char *const kinds[] = {
        "\nAnonHugePages:", "\nPrivate_Hugetlb:", "\nShared_Hugetlb:"};
    double kilobytes = 0, one;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *at = rollup ? strstr(rollup, kinds[i]) : NULL;
        if (!at || sscanf(at + strlen(kinds[i]), "%lf", &one) != 1)
            return NAN;
        kilobytes += one;
    }
    return kilobytes * 1024;
}
