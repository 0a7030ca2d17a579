/* cpu_set.c - bit masks of a fixed size, larger than any Linux machine needs. */
#include "common/cpu_set.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WORDS = CPU_SET_MAX / CPU_SET_WORD };

static bool inside(int cpu) {
    return cpu >= 0 && cpu < CPU_SET_MAX;
}

static unsigned long bit(int cpu) {
    return 1UL << (unsigned)cpu % CPU_SET_WORD;
}

void cpu_set_clear(struct cpu_set *set) {
    *set = (struct cpu_set){0};
}

void cpu_set_add(int cpu, struct cpu_set *set) {
    if (inside(cpu))
        set->word[cpu / CPU_SET_WORD] |= bit(cpu);
}

void cpu_set_drop(int cpu, struct cpu_set *set) {
    if (inside(cpu))
        set->word[cpu / CPU_SET_WORD] &= ~bit(cpu);
}

bool cpu_set_has(int cpu, const struct cpu_set *set) {
    return inside(cpu) && set->word[cpu / CPU_SET_WORD] & bit(cpu);
}

int cpu_set_count(const struct cpu_set *set) {
    int count = 0;
    for (int i = 0; i < WORDS; i++)
        count += __builtin_popcountl(set->word[i]);
    return count;
}

bool cpu_set_equal(const struct cpu_set *a, const struct cpu_set *b) {
    return memcmp(a, b, sizeof *a) == 0;
}

void cpu_set_and(struct cpu_set *to, const struct cpu_set *a, const struct cpu_set *b) {
    for (int i = 0; i < WORDS; i++)
        to->word[i] = a->word[i] & b->word[i];
}

void cpu_set_or(struct cpu_set *to, const struct cpu_set *a, const struct cpu_set *b) {
    for (int i = 0; i < WORDS; i++)
        to->word[i] = a->word[i] | b->word[i];
}

/* The system calls themselves, since glibc's wrappers take a cpu_set_t. The first returns how many
 * bytes it wrote, which may be fewer than there are. */
int cpu_set_of_thread(pid_t thread, struct cpu_set *set) {
    cpu_set_clear(set);
    return syscall(SYS_sched_getaffinity, thread, sizeof *set, set) < 0 ? -1 : 0;
}

int cpu_set_pin(pid_t thread, const struct cpu_set *set) {
    return (int)syscall(SYS_sched_setaffinity, thread, sizeof *set, set);
}
