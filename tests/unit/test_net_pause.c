/* test_net_pause.c - workers of a session in slices go on and rest as the conductor says.
 * lane: alone */
#include "common/clock.h"
#include "harness/threads.h"
#include "net/exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

enum { STREAMS = 3 };

/* Workers that count; one may fail instead of resting. */
struct counting {
    _Atomic uint64_t count[STREAMS];
    _Atomic bool failing;
    unsigned settled, begun, ended;
    uint64_t while_paused, while_going; /* that they counted */
};

static void work(void *state, struct net_exchange *exchange, unsigned stream) {
    struct counting *c = state;
    while (net_may_go_on(exchange)) {
        atomic_fetch_add(&c->count[stream], 1);
        if (stream == 1 && atomic_load(&c->failing)) {
            struct error err = {0};
            error_failed(&err, "worker %u: out of order", stream);
            net_exchange_fail(exchange, &err);
            return;
        }
    }
}

static int begin(void *state, struct net_exchange *exchange, struct error *err) {
    (void)exchange, (void)err;
    ((struct counting *)state)->begun++;
    return 0;
}

static int end(void *state, struct net_exchange *exchange, struct error *err) {
    (void)exchange, (void)err;
    ((struct counting *)state)->ended++;
    return 0;
}

static int settle(void *state, struct net_exchange *exchange, struct error *err) {
    (void)exchange, (void)err;
    ((struct counting *)state)->settled++;
    return 0;
}

static const struct net_work counting_work = {
    .run = work, .begin = begin, .end = end, .settle = settle};

static uint64_t all(struct counting *c) {
    uint64_t sum = 0;
    for (int i = 0; i < STREAMS; i++)
        sum += atomic_load(&c->count[i]);
    return sum;
}

static void nap(double seconds) {
    struct timespec time = clock_timespec(seconds);
    nanosleep(&time, NULL);
}

/* What is counted in 20 ms. */
static uint64_t counted(struct counting *c) {
    uint64_t before = all(c);
    nap(20e-3);
    return all(c) - before;
}

static int three_slices(void *context, struct net_exchange *exchange, struct error *err) {
    struct net_job *job = context;
    struct counting *c = job->state;
    for (int slice = 0; slice < 3; slice++) {
        c->while_paused += counted(c);
        net_exchange_resume(exchange);
        if (net_exchange_begin(exchange, job, err) < 0)
            return -1;
        nap(20e-3); /* to start threads that wait for a CPU */
        c->while_going += counted(c) > 0;
        if (net_exchange_end(exchange, job, err) < 0 ||
            net_exchange_pause(exchange, job, err) < 0 ||
            net_exchange_settle(exchange, job, err) < 0)
            return -1;
    }
    c->while_paused += counted(c);
    return net_exchange_stop(exchange, err);
}

static int one_that_fails(void *context, struct net_exchange *exchange, struct error *err) {
    struct net_job *job = context;
    net_exchange_resume(exchange);
    atomic_store(&((struct counting *)job->state)->failing, true);
    nap(20e-3);
    return net_exchange_pause(exchange, job, err);
}

static int run(struct counting *c, bool active,
               int (*conduct)(void *, struct net_exchange *, struct error *), struct error *err) {
    static const struct net_kernel kernel = {.name = "counting", .number = 9};
    struct net_job job = {
        .sliced = true, .active = active, .streams = STREAMS, .state = c, .work = &counting_work};
    struct net_exchange exchange;
    struct cpu_set cpus;
    assert_int_equal(threads_allowed_cpus(&cpus, NULL), 0);
    assert_int_equal(net_exchange_init(&exchange, &kernel, NULL), 0);
    net_exchange_plan(&exchange, &job);
    int result = net_exchange_run(&exchange, &job, &cpus, conduct, &job, err);
    assert_int_equal(atomic_load(&exchange.running), 0);
    if (result == 0)
        assert_true(exchange.used_in_all.wall_s >= 3 * 40e-3);
    net_exchange_close(&exchange);
    return result;
}

static void workers_rest_between_slices(void **state) {
    (void)state;
    struct counting c = {0};
    assert_int_equal(run(&c, true, three_slices, NULL), 0);
    assert_int_equal(c.while_paused, 0);
    assert_int_equal(c.while_going, 3);
    assert_true(c.begun == 3 && c.ended == 3 && c.settled == 3);
}

/* They end with the session; nobody waits 10 s for the one that never rests. */
static void a_worker_that_fails_ends_the_pause(void **state) {
    (void)state;
    struct counting c = {0};
    struct error err = {0};
    double begin_s = clock_now();
    assert_int_equal(run(&c, true, one_that_fails, &err), -1);
    assert_string_equal(err.text, "worker 1: out of order");
    assert_true(clock_now() - begin_s < 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_rest_between_slices),
        cmocka_unit_test(a_worker_that_fails_ends_the_pause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
