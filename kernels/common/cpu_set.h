/* cpu_set.h - sets of CPUs, or of NUMA nodes, as large as Linux can count: glibc's cpu_set_t ends
 * at 1024, and what it cannot hold it drops without a word. */
#ifndef VIRTAX_CPU_SET_H
#define VIRTAX_CPU_SET_H

#include <stdbool.h>
#include <sys/types.h>

/* Linux's own limit: NR_CPUS is at most 8192 (arch/x86/Kconfig, MAXSMP), 4096 on arm64. */
enum { CPU_SET_MAX = 8192, CPU_SET_WORD = 8 * sizeof(unsigned long) };

/* A bit mask as sched_setaffinity(2) and mbind(2) take it. All zero is the empty set. */
struct cpu_set {
    unsigned long word[CPU_SET_MAX / CPU_SET_WORD];
};

void cpu_set_clear(struct cpu_set *set);

/* Numbers outside of 0 to CPU_SET_MAX - 1 are in no set, and cannot be added to one. */
void cpu_set_add(int cpu, struct cpu_set *set);
void cpu_set_drop(int cpu, struct cpu_set *set);
bool cpu_set_has(int cpu, const struct cpu_set *set);

int cpu_set_count(const struct cpu_set *set);
bool cpu_set_equal(const struct cpu_set *a, const struct cpu_set *b);

/* `to` may be one of the others. */
void cpu_set_and(struct cpu_set *to, const struct cpu_set *a, const struct cpu_set *b);
void cpu_set_or(struct cpu_set *to, const struct cpu_set *a, const struct cpu_set *b);

/* The CPUs that a thread (0: this one) may run on: sched_getaffinity(2) and sched_setaffinity(2),
 * whose errno they leave. */
int cpu_set_of_thread(pid_t thread, struct cpu_set *set);
int cpu_set_pin(pid_t thread, const struct cpu_set *set);

#endif
