/* test_threads.c - teams, their pinning, and the barrier, also with more threads than CPUs. */
#include "common/cpu_set.h"
#include "harness/threads.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MEETINGS = 500, MOST = 16 };

struct meeting {
    struct barrier barrier;
    unsigned threads;
    unsigned arrived[MOST];
    bool late[MOST];
};

/* Between two barriers everyone writes his own count and reads all others: after the first barrier
 * none may be behind. */
static void meet(void *argument, unsigned thread) {
    struct meeting *m = argument;
    for (unsigned round = 1; round <= MEETINGS; round++) {
        m->arrived[thread] = round;
        barrier_wait(&m->barrier);
        for (unsigned i = 0; i < m->threads; i++)
            m->late[thread] |= m->arrived[i] != round;
        barrier_wait(&m->barrier);
    }
}

static void assert_meeting(unsigned threads, const struct cpu_set *cpus) {
    struct team team;
    struct meeting m = {.threads = threads};
    assert_int_equal(team_init(&team, threads, cpus, NULL), 0);
    barrier_init(&m.barrier, threads, (unsigned)cpu_set_count(cpus));
    assert_int_equal(team_run(&team, meet, &m, NULL), 0);
    for (unsigned i = 0; i < threads; i++) {
        assert_int_equal(m.arrived[i], MEETINGS);
        assert_false(m.late[i]);
    }
}

static struct cpu_set allowed(void) {
    struct cpu_set cpus;
    assert_int_equal(threads_allowed_cpus(&cpus, NULL), 0);
    return cpus;
}

static struct cpu_set only_first(const struct cpu_set *cpus) {
    struct cpu_set first;
    cpu_set_clear(&first);
    for (int cpu = 0; cpu < CPU_SET_MAX && cpu_set_count(&first) == 0; cpu++) {
        if (cpu_set_has(cpu, cpus))
            cpu_set_add(cpu, &first);
    }
    return first;
}

static void nobody_passes_early(void **state) {
    (void)state;
    struct cpu_set cpus = allowed();
    unsigned threads = (unsigned)cpu_set_count(&cpus);
    assert_meeting(threads < MOST ? threads : MOST, &cpus);
}

static void more_threads_than_cpus_still_meet(void **state) {
    (void)state;
    struct cpu_set cpus = allowed(), first = only_first(&cpus);
    assert_meeting(1, &first);
    assert_meeting(MOST, &first);
}

static void note_cpu(void *argument, unsigned thread) {
    ((int *)argument)[thread] = sched_getcpu();
}

static void threads_are_pinned_in_order(void **state) {
    (void)state;
    struct cpu_set cpus = allowed();
    struct team team;
    int count = cpu_set_count(&cpus), cpu[THREADS_MAX];
    unsigned threads = (unsigned)count + 1 < MOST ? (unsigned)count + 1 : MOST;
    assert_int_equal(team_init(&team, threads, &cpus, NULL), 0);
    assert_int_equal(team_run(&team, note_cpu, cpu, NULL), 0);
    int nth = 0;
    for (int c = 0; c < CPU_SET_MAX && nth < (int)threads; c++) {
        if (cpu_set_has(c, &cpus))
            assert_int_equal(cpu[nth++], c);
    }
    if ((int)threads > count) {
        assert_int_equal(cpu[count], cpu[0]);
        assert_true(cpu_set_equal(&team.used, &cpus));
    }
}

static void note_places(void *argument, unsigned thread) {
    struct cpu_set *places = argument;
    cpu_set_of_thread(0, &places[thread]);
}

static void floating_threads_may_use_the_whole_set(void **state) {
    (void)state;
    struct cpu_set cpus = allowed(), places[2];
    struct team team;
    assert_int_equal(team_init(&team, 2, &cpus, NULL), 0);
    team.floating = true;
    assert_int_equal(team_run(&team, note_places, places, NULL), 0);
    assert_true(cpu_set_equal(&places[0], &cpus));
    assert_true(cpu_set_equal(&places[1], &cpus));
}

static void forbidden_cpus_are_refused(void **state) {
    (void)state;
    struct cpu_set cpus = allowed();
    struct team team;
    struct error err = {0};
    cpu_set_add(CPU_SET_MAX - 1, &cpus);
    assert_int_equal(team_init(&team, 1, &cpus, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(strstr(err.text, "8191"));
}

static int note_place(void *argument) {
    char here;
    *(volatile uintptr_t *)argument = (uintptr_t)&here;
    return 7;
}

static void stacks_begin_further_down(void **state) {
    (void)state;
    uintptr_t at_0, at_16, at_64k;
    assert_int_equal(threads_below(0, note_place, &at_0), 7);
    assert_int_equal(threads_below(16, note_place, &at_16), 7);
    assert_int_equal(threads_below(65536, note_place, &at_64k), 7);
    assert_true(at_0 >= at_16 && at_16 - at_64k >= 65536 - 64 && at_0 - at_64k <= 65536 + 4096);
}

/* A thread's own stack begins at the end of its mapping. */
static void note_depth(void *argument, unsigned thread) {
    pthread_attr_t attributes;
    void *low;
    size_t size;
    char here;
    (void)thread;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
    *(volatile size_t *)argument = (size_t)((char *)low + size - &here);
}

static void threads_of_teams_begin_further_down(void **state) {
    (void)state;
    struct cpu_set cpus = allowed();
    struct team team;
    size_t before, after;
    assert_int_equal(team_init(&team, 1, &cpus, NULL), 0);
    assert_int_equal(team_run(&team, note_depth, &before, NULL), 0);
    threads_offset_stacks(32768);
    assert_int_equal(team_run(&team, note_depth, &after, NULL), 0);
    threads_offset_stacks(0);
    assert_true(after - before >= 32768 - 64 && after - before <= 32768 + 4096);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_passes_early),
        cmocka_unit_test(more_threads_than_cpus_still_meet),
        cmocka_unit_test(threads_are_pinned_in_order),
        cmocka_unit_test(floating_threads_may_use_the_whole_set),
        cmocka_unit_test(forbidden_cpus_are_refused),
        cmocka_unit_test(stacks_begin_further_down),
        cmocka_unit_test(threads_of_teams_begin_further_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
