/* host_usage.h - CPU time of the host and of single processes (proc(5), stat). */
#ifndef VIRTAX_HOST_USAGE_H
#define VIRTAX_HOST_USAGE_H

#include "common/cpu_set.h"

/* CPU-seconds of all CPUs since boot; NAN where /proc/stat is unreadable. */
struct host_cpu {
    double busy_s;    /* user, nice, system, irq and softirq; guests are part of user */
    double softirq_s; /* part of busy_s */
    double steal_s;   /* taken by the host below us; not part of busy_s */
};
struct host_cpu host_cpu_now(void);

/* CPU-seconds of some CPUs since boot, in /proc/stat below `root` ("" on a live machine): of tasks
 * (user, nice, system), of hardware and software interrupts, and those that the host below us took.
 * NAN where they cannot be told of all of these CPUs. Counted in ticks of 10 ms. */
struct cpu_times {
    double tasks_s, interrupts_s, steal_s;
};
struct cpu_times cpu_times_of(const char *root, const struct cpu_set *cpus);

/* Of tasks and interrupts together, on this machine. */
double cpus_busy_s(const struct cpu_set *cpus);

/* User and system CPU-seconds of a process with all its threads, in nanoseconds rather than ticks
 * (clock_getcpuclockid(3)); NAN where it is gone. */
double process_cpu_s(int pid);

/* Bytes of a process's anonymous memory that are in huge pages of either kind (proc(5),
 * smaps_rollup); NAN where it cannot be told. */
double process_huge_bytes(int pid);

#endif
