/* events.c - epoll: the one descriptor of many that is ready. */
#include "kernelops/operation.h"

#include "kernelops/partner.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MANY = 1000, BESIDES = 64, PATIENCE_MS = 1000 };

/* fork(2) copies the table of descriptors, so that a thousand here would be a cost of other
 * operations: all but the ready one are closed, and a partner that holds them keeps them in the set
 * (epoll(7), the question what a close does). */
struct polled {
    int set, ready;
    struct partner holder;
};

static void tear_down(void *state) {
    struct polled *polled = state;
    partner_end(&polled->holder);
    if (polled->ready >= 0)
        close(polled->ready);
    if (polled->set >= 0)
        close(polled->set);
    free(polled);
}

/* A descriptor in the set; its number, or -1. */
static int add(const struct polled *polled, unsigned value, struct error *err) {
    int fd = eventfd(value, EFD_CLOEXEC);
    if (fd < 0)
        return error_errno(err, "eventfd");
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(polled->set, EPOLL_CTL_ADD, fd, &event) == 0)
        return fd;
    error_errno(err, "epoll_ctl");
    close(fd);
    return -1;
}

static int allow_many(struct error *err) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return error_errno(err, "getrlimit");
    if (limit.rlim_cur >= MANY + BESIDES)
        return 0;
    limit.rlim_cur = MANY + BESIDES;
    return limit.rlim_max < limit.rlim_cur || setrlimit(RLIMIT_NOFILE, &limit) < 0
               ? error_errno(err, "%d descriptors; mend it with: ulimit -Hn", MANY + BESIDES)
               : 0;
}

static int add_idle(struct polled *polled, struct error *err) {
    int fd[MANY - 1], count = 0;
    int result = allow_many(err);
    while (result == 0 && count < MANY - 1) {
        fd[count] = add(polled, 0, err);
        result = fd[count] < 0 ? -1 : 0;
        count += result == 0;
    }
    if (result == 0)
        result = partner_start(&polled->holder, -1, partner_hold, NULL, err);
    while (count > 0)
        close(fd[--count]);
    return result;
}

static int set_up(void **state, unsigned count, struct error *err) {
    struct polled *polled = malloc(sizeof *polled);
    if (!polled)
        return error_errno(err, "an epoll set");
    *polled = (struct polled){.set = epoll_create1(EPOLL_CLOEXEC), .ready = -1};
    int result = polled->set < 0 ? error_errno(err, "epoll_create1") : 0;
    if (result == 0 && count > 1)
        result = add_idle(polled, err);
    if (result == 0)
        result = polled->ready = add(polled, 1, err);
    if (result < 0)
        tear_down(polled);
    else
        *state = polled;
    return result < 0 ? -1 : 0;
}

static int set_up_one(const struct place *place, void **state, struct error *err) {
    (void)place;
    return set_up(state, 1, err);
}

static int set_up_many(const struct place *place, void **state, struct error *err) {
    (void)place;
    return set_up(state, MANY, err);
}

static int run(void *state, unsigned times, struct error *err) {
    const struct polled *polled = state;
    for (unsigned i = 0; i < times; i++) {
        struct epoll_event event[2];
        int count = epoll_wait(polled->set, event, 2, PATIENCE_MS);
        if (count < 0)
            return error_errno(err, "epoll_wait");
        if (count != 1 || event[0].data.fd != polled->ready)
            return error_failed(err, "epoll_wait: %d ready, not the one that is", count);
    }
    return 0;
}

const struct operation operations_events[] = {
    {.name = "epoll-1",
     .about = "epoll_wait(2) for one descriptor, which is ready",
     .times = 200,
     .set_up = set_up_one,
     .run = run,
     .tear_down = tear_down},
    {.name = "epoll-1000",
     .about = "the same where 999 others in the set are not",
     .times = 200,
     .set_up = set_up_many,
     .run = run,
     .tear_down = tear_down},
    {0},
};
