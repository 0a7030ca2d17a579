/* threads.c - starts pinned threads; their barrier spins for a while, then sleeps on a futex. */
#include "threads.h"
#include "common/cpu_set.h"

#include "common/cleanup.h"
#include "common/cpulist.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>

enum { SPINS = 20000, STACK_TOUCH = 1024 };

static void futex_wait(_Atomic uint32_t *word, uint32_t value) {
    /* A wrong value, a signal or a wake-up all mean the same: look again. */
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void futex_wake_all(_Atomic uint32_t *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

static void spin_once(void) {
#ifdef __x86_64__
    __builtin_ia32_pause();
#else
    atomic_signal_fence(memory_order_seq_cst);
#endif
}

void barrier_init(struct barrier *barrier, unsigned threads, unsigned cpus) {
    barrier->threads = threads;
    barrier->spins = threads > cpus ? 0 : SPINS;
    atomic_init(&barrier->generation, 0);
    atomic_init(&barrier->arrived, 0);
    atomic_init(&barrier->sleepers, 0);
}

void barrier_wait(struct barrier *barrier) {
    uint32_t generation = atomic_load(&barrier->generation);
    if (atomic_fetch_add(&barrier->arrived, 1) + 1 == barrier->threads) {
        atomic_store(&barrier->arrived, 0);
        atomic_store(&barrier->generation, generation + 1);
        if (atomic_load(&barrier->sleepers) > 0)
            futex_wake_all(&barrier->generation);
        return;
    }
    for (unsigned i = 0; i < barrier->spins; i++) {
        if (atomic_load(&barrier->generation) != generation)
            return;
        spin_once();
    }
    atomic_fetch_add(&barrier->sleepers, 1);
    while (atomic_load(&barrier->generation) == generation)
        futex_wait(&barrier->generation, generation);
    atomic_fetch_sub(&barrier->sleepers, 1);
}

int threads_allowed_cpus(struct cpu_set *cpus, struct error *err) {
    if (cpu_set_of_thread(0, cpus) < 0)
        return error_errno(err, "sched_getaffinity");
    return 0;
}

int team_init(struct team *team, unsigned threads, const struct cpu_set *cpus, struct error *err) {
    struct cpu_set allowed, both;
    if (threads_allowed_cpus(&allowed, err) < 0)
        return -1;
    cpu_set_and(&both, cpus, &allowed);
    if (cpu_set_count(cpus) == 0 || !cpu_set_equal(&both, cpus)) {
        char wanted[256], possible[256];
        return error_usage(err, "CPUs '%s': not among those allowed here (%s)",
                           cpulist_format(cpus, wanted, sizeof wanted),
                           cpulist_format(&allowed, possible, sizeof possible));
    }
    if (threads < 1 || threads > THREADS_MAX)
        return error_usage(err, "%u threads: not from 1 to %d", threads, THREADS_MAX);
    *team = (struct team){.threads = threads, .cpus = *cpus};
    return 0;
}

enum gate { GATE_CLOSED, GATE_OPEN, GATE_ABANDONED };

/* What the members of one run share. */
struct run {
    void (*work)(void *argument, unsigned thread);
    void *argument;
    _Atomic uint32_t gate;
};

struct member {
    pthread_t thread;
    struct run *run;
    unsigned number;
    int cpu; /* found at the end; -1: unknown */
};

static size_t stack_offset;

void threads_offset_stacks(size_t bytes) {
    stack_offset = bytes;
}

/* Not inlined, so that the room is this frame's own; it is touched, and lives until the work is
 * done, so that no compiler can leave it out. */
__attribute__((noinline)) int threads_below(size_t bytes, int (*work)(void *argument),
                                            void *argument) {
    volatile char *room = __builtin_alloca(bytes + 1);
    for (size_t i = 0; i <= bytes; i += STACK_TOUCH)
        room[i] = 0;
    int result = work(argument);
    room[0] = 1;
    return result;
}

static int member_work(void *argument) {
    struct member *member = argument;
    member->run->work(member->run->argument, member->number);
    return 0;
}

static void *member_main(void *argument) {
    struct member *member = argument;
    struct run *run = member->run;
    while (atomic_load(&run->gate) == GATE_CLOSED)
        futex_wait(&run->gate, GATE_CLOSED);
    if (atomic_load(&run->gate) == GATE_OPEN)
        threads_below(stack_offset, member_work, member);
    member->cpu = sched_getcpu();
    return NULL;
}

/* The CPUs of one member. */
static struct cpu_set places(const struct team *team, unsigned number) {
    if (team->floating)
        return team->cpus;
    struct cpu_set one;
    cpu_set_clear(&one);
    cpu_set_add(cpulist_nth(&team->cpus, (int)number % cpu_set_count(&team->cpus)), &one);
    return one;
}

static int start_member(struct member *member, const struct cpu_set *cpus, struct error *err) {
    pthread_attr_t attributes;
    errno = pthread_attr_init(&attributes);
    if (errno == 0) {
        errno = pthread_attr_setaffinity_np(&attributes, sizeof *cpus,
                                            (const cpu_set_t *)(const void *)cpus);
        if (errno == 0)
            errno = pthread_create(&member->thread, &attributes, member_main, member);
        int cause = errno;
        pthread_attr_destroy(&attributes);
        errno = cause;
    }
    return errno == 0 ? 0 : error_errno(err, "starting thread %u", member->number);
}

int team_run(struct team *team, void (*work)(void *argument, unsigned thread), void *argument,
             struct error *err) {
    struct run run = {.work = work, .argument = argument, .gate = GATE_CLOSED};
    cleanup_free struct member *member = calloc(team->threads, sizeof *member);
    if (!member)
        return error_errno(err, "a team of %u threads", team->threads);

    int result = 0;
    unsigned started = 0;
    while (started < team->threads && result == 0) {
        member[started] = (struct member){.run = &run, .number = started, .cpu = -1};
        struct cpu_set cpus = places(team, started);
        result = start_member(&member[started], &cpus, err);
        if (result == 0)
            started++;
    }
    atomic_store(&run.gate, result == 0 ? GATE_OPEN : GATE_ABANDONED);
    futex_wake_all(&run.gate);

    cpu_set_clear(&team->used);
    for (unsigned i = 0; i < started; i++) {
        pthread_join(member[i].thread, NULL); /* can only fail for threads that are not ours */
        if (member[i].cpu >= 0 && member[i].cpu < CPU_SET_MAX)
            cpu_set_add(member[i].cpu, &team->used);
    }
    return result;
}
