/* test_crew.c - a crew whose workers count, fail to open, fail at work or end by themselves. */
#include "harness/crew.h"

#include "common/clock.h"
#include "harness/threads.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "near.h"

enum { WORKERS = 3 };

struct counters {
    int opened[WORKERS], closed[WORKERS], worked[WORKERS], counted[WORKERS];
    int gathered, fails_to_open, fails_at_work, limit;
    double start_s;
};

static int open_one(void *state, unsigned worker, struct error *err) {
    struct counters *c = state;
    if (c->fails_to_open == (int)worker)
        return error_failed(err, "worker %u: no room", worker);
    c->opened[worker]++;
    return 0;
}

static int work(void *state, unsigned worker, const struct window *window, struct error *err) {
    struct counters *c = state;
    c->worked[worker]++;
    for (int i = 0; c->limit == 0 || i < c->limit; i++) {
        struct timespec ms = {.tv_nsec = 1000000};
        nanosleep(&ms, NULL);
        double now_s = clock_now();
        if (now_s >= window->end_s || atomic_load(&window->stop))
            break;
        c->counted[worker] += now_s >= window->begin_s;
        if (c->fails_at_work == (int)worker)
            return error_failed(err, "worker %u: broke", worker);
    }
    return 0;
}

static void close_one(void *state, unsigned worker) {
    struct counters *c = state;
    c->closed[worker]++;
}

static void start(void *state, double start_s) {
    ((struct counters *)state)->start_s = start_s;
}

static int gather(void *state, bool counts, uint64_t *done, struct error *err) {
    (void)err;
    struct counters *c = state;
    for (int i = 0; i < WORKERS; i++) {
        if (counts)
            *done += (uint64_t)c->counted[i];
        c->counted[i] = 0;
    }
    c->gathered += (int)*done;
    return 0;
}

static int run(struct counters *c, double ramp_s, double time_s, struct usage *begin,
               struct usage *end, struct error *err) {
    struct cpu_set cpus;
    struct team team;
    assert_int_equal(threads_allowed_cpus(&cpus, NULL), 0);
    assert_int_equal(team_init(&team, WORKERS + 1, &cpus, NULL), 0);
    team.floating = true;
    const struct crew_job job = {.state = c,
                                 .team = &team,
                                 .ramp_s = ramp_s,
                                 .time_s = time_s,
                                 .open = open_one,
                                 .work = work,
                                 .close = close_one,
                                 .start = start,
                                 .gather = gather};
    return crew_run(&job, NULL, begin, end, err);
}

static void all_work_for_the_window(void **state) {
    (void)state;
    struct counters c = {.fails_to_open = -1, .fails_at_work = -1};
    struct usage begin, end;
    assert_int_equal(run(&c, 0.1, 0.2, &begin, &end, NULL), 0);
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(c.opened[i], 1);
        assert_int_equal(c.worked[i], 1);
        assert_int_equal(c.closed[i], 1);
    }
    assert_true(begin.wall_s - c.start_s >= 0.1); /* the ramp is before it */
    assert_true(end.wall_s - c.start_s >= 0.3);
    assert_true(c.gathered > 0 && c.gathered <= WORKERS * 200);
}

static void without_a_time_it_ends_when_all_have_returned(void **state) {
    (void)state;
    struct counters c = {.fails_to_open = -1, .fails_at_work = -1, .limit = 5};
    struct usage begin, end;
    assert_int_equal(run(&c, 0, 0, &begin, &end, NULL), 0);
    assert_int_equal(c.gathered, WORKERS * 5);
}

/* Long before the hour is over. */
static void one_that_cannot_open_ends_it(void **state) {
    (void)state;
    struct counters c = {.fails_to_open = 1, .fails_at_work = -1};
    struct usage begin, end;
    struct error err = {0};
    assert_int_equal(run(&c, 0, 3600, &begin, &end, &err), -1);
    assert_string_equal(err.text, "worker 1: no room");
    assert_int_equal(c.closed[1], 0);
    assert_int_equal(c.opened[0], c.closed[0]);
    assert_int_equal(c.opened[2], c.closed[2]);
}

static void one_that_breaks_ends_it(void **state) {
    (void)state;
    struct counters c = {.fails_to_open = -1, .fails_at_work = 2};
    struct usage begin, end;
    struct error err = {0};
    assert_int_equal(run(&c, 0, 3600, &begin, &end, &err), -1);
    assert_string_equal(err.text, "worker 2: broke");
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(c.closed[i], 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_work_for_the_window),
        cmocka_unit_test(without_a_time_it_ends_when_all_have_returned),
        cmocka_unit_test(one_that_cannot_open_ends_it),
        cmocka_unit_test(one_that_breaks_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
