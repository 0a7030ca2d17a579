/* threads.h - a team of pinned threads and the barrier they meet at. */
#ifndef VIRTAX_THREADS_H
#define VIRTAX_THREADS_H

#include "common/cpu_set.h"
#include "common/error.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { THREADS_MAX = CPU_SET_MAX };

/* A sense-reversing barrier: the sense is a generation number, so that no thread keeps state. It
 * spins, because waking a sleeper costs more than a short kernel; it sleeps (futex(2)) after
 * `spins` looks, at once where there are more threads than CPUs. */
struct barrier {
    unsigned threads;
    unsigned spins;
    _Atomic uint32_t generation;
    _Atomic uint32_t arrived;
    _Atomic uint32_t sleepers;
};

void barrier_init(struct barrier *barrier, unsigned threads, unsigned cpus);

/* Returns when all threads of the barrier have called it; what any of them wrote before is then
 * seen by all. */
void barrier_wait(struct barrier *barrier);

/* Threads 0..threads-1 on the CPUs of a set: thread n on its n-th CPU, round again where there are
 * fewer CPUs; or, `floating`, wherever in the set the scheduler puts them, which suits threads that
 * mostly sleep. */
struct team {
    unsigned threads;
    bool floating; /* false after team_init */
    struct cpu_set cpus;
    struct cpu_set used; /* the CPUs on which threads of the last run found themselves at its end */
};

/* From now on every thread of a team begins its work so many bytes further down its stack. */
void threads_offset_stacks(size_t bytes);

/* Calls work(argument) on a stack that begins so many bytes further down. */
int threads_below(size_t bytes, int (*work)(void *argument), void *argument);

/* The CPUs this process may run on (sched_getaffinity). */
int threads_allowed_cpus(struct cpu_set *cpus, struct error *err);

/* Checks that every CPU of `cpus` is allowed: STATUS_USAGE otherwise. */
int team_init(struct team *team, unsigned threads, const struct cpu_set *cpus, struct error *err);

/* Runs work(argument, n) on every thread of the team at once and returns when all are done. Where
 * one cannot be started, none runs. */
int team_run(struct team *team, void (*work)(void *argument, unsigned thread), void *argument,
             struct error *err);

#endif
