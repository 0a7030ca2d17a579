/* test_redisload_events.c - events are found while looking and while sleeping, and what was looked
 * for in vain is told. */
#include "common/clock.h"
#include "redisload/events.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static int tag;

struct watched {
    struct events events;
    int ours, theirs;
};

static struct watched watched_with(double busy_poll_s) {
    struct watched w;
    int fd[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
    w.ours = fd[0];
    w.theirs = fd[1];
    assert_int_equal(events_open(&w.events, busy_poll_s, NULL), 0);
    assert_int_equal(events_watch(&w.events, w.ours, &tag, NULL), 0);
    return w;
}

static void unwatch(struct watched *w) {
    events_close(&w->events);
    close(w->ours);
    close(w->theirs);
}

static int await(struct watched *w, double for_s, struct epoll_event *event) {
    return events_await(&w->events, clock_now() + for_s, event, 1, NULL);
}

/* That there is room to send is the first event of a socket. */
static void take_room(struct watched *w) {
    struct epoll_event event;
    assert_int_equal(await(w, 0, &event), 1);
    assert_true(event.events == EPOLLOUT && event.data.ptr == &tag);
}

static void *answer(void *argument) {
    usleep(20000);
    assert_int_equal(write(*(int *)argument, "+", 1), 1);
    return NULL;
}

static void found(double busy_poll_s) {
    struct watched w = watched_with(busy_poll_s);
    struct epoll_event event;
    pthread_t server;
    take_room(&w);
    assert_int_equal(pthread_create(&server, NULL, answer, &w.theirs), 0);
    assert_int_equal(await(&w, 5, &event), 1);
    assert_true(event.events & EPOLLIN && event.data.ptr == &tag);
    pthread_join(server, NULL);
    unwatch(&w);
}

static void test_found_while_looking(void **state) {
    (void)state;
    found(10);
}

static void test_found_while_sleeping(void **state) {
    (void)state;
    found(0);
}

static void test_ends_in_time(void **state) {
    (void)state;
    for (int busy = 0; busy < 2; busy++) {
        struct watched w = watched_with(busy * 10.0);
        struct epoll_event event;
        take_room(&w);
        double begin_s = clock_now();
        assert_int_equal(await(&w, 30e-3, &event), 0);
        assert_true(clock_now() - begin_s >= 30e-3);
        unwatch(&w);
    }
}

static void test_what_was_in_vain(void **state) {
    (void)state;
    struct watched busy = watched_with(20e-3), asleep = watched_with(0);
    struct epoll_event event;
    take_room(&busy);
    take_room(&asleep);
    double begin_cpu_s = clock_thread_cpu();
    assert_int_equal(await(&busy, 40e-3, &event), 0);
    double used_s = clock_thread_cpu() - begin_cpu_s;
    assert_true(busy.events.polled_s > 0.5 * used_s && busy.events.polled_s <= used_s);
    assert_int_equal(await(&asleep, 20e-3, &event), 0);
    assert_true(asleep.events.polled_s == 0);
    unwatch(&busy);
    unwatch(&asleep);
}

static void test_what_cannot_be_watched(void **state) {
    (void)state;
    struct watched w = watched_with(0);
    struct error err = {0};
    assert_int_equal(events_watch(&w.events, -1, NULL, &err), -1);
    assert_string_equal(err.text, "epoll: Bad file descriptor");
    unwatch(&w);
    events_close(&w.events);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_while_looking),    cmocka_unit_test(test_found_while_sleeping),
        cmocka_unit_test(test_ends_in_time),           cmocka_unit_test(test_what_was_in_vain),
        cmocka_unit_test(test_what_cannot_be_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
