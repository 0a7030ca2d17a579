/* events.c - epoll(7), polled busily for a while before the thread sleeps. */
#include "redisload/events.h"

#include "common/clock.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

int events_open(struct events *e, double busy_poll_s, struct error *err) {
    *e = (struct events){.poll = epoll_create1(EPOLL_CLOEXEC), .busy_poll_s = busy_poll_s};
    return e->poll < 0 ? error_errno(err, "epoll") : 0;
}

int events_watch(struct events *e, int fd, void *data, struct error *err) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = data};
    return epoll_ctl(e->poll, EPOLL_CTL_ADD, fd, &event) < 0 ? error_errno(err, "epoll") : 0;
}

static int look(struct events *e, struct epoll_event *event, int most, struct error *err) {
    int count = epoll_wait(e->poll, event, most, 0);
    if (count < 0 && errno == EINTR)
        return 0;
    return count < 0 ? error_errno(err, "epoll") : count;
}

/* Yields between looks: the server may have to share this CPU. */
static int look_busily(struct events *e, double until_s, struct epoll_event *event, int most,
                       struct error *err) {
    double end_s = fmin(until_s, clock_now() + e->busy_poll_s);
    double begin_cpu_s = clock_thread_cpu(), vain_cpu_s = begin_cpu_s;
    int count = 0;
    while (clock_now() < end_s && (count = look(e, event, most, err)) == 0) {
        sched_yield();
        vain_cpu_s = clock_thread_cpu();
    }
    e->polled_s += vain_cpu_s - begin_cpu_s;
    return count;
}

int events_await(struct events *e, double until_s, struct epoll_event *event, int most,
                 struct error *err) {
    int count = look(e, event, most, err);
    if (count == 0)
        count = look_busily(e, until_s, event, most, err);
    if (count != 0)
        return count;
    struct pollfd one = {.fd = e->poll, .events = POLLIN}; /* unlike epoll_wait to the nanosecond */
    struct timespec wait = clock_timespec(fmax(until_s - clock_now(), 0));
    if (ppoll(&one, 1, &wait, NULL) < 0 && errno != EINTR)
        return error_errno(err, "poll");
    return look(e, event, most, err);
}

void events_close(struct events *e) {
    if (e->poll >= 0)
        close(e->poll);
    e->poll = -1;
}
