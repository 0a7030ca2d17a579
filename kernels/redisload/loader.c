/* loader.c - waits for all connections of a thread at once; whoever has room asks again. */
#include "redisload/loader.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "common/interrupts.h"
#include "redisload/events.h"

#include <math.h>
#include <string.h>
#include <sys/prctl.h>

enum { EVENTS_MAX = 256, RECEIVE_BYTES = 64 << 10 };
static const double patience_s = 10;

struct loader {
    unsigned count;
    struct connection **connection;
    struct connection **idle; /* a ring of those that have room; in the closed loop unused */
    unsigned idle_first, idle_count;
    struct arrivals *arrivals;
    struct quota *quota;
    const struct window *window;
    struct events events;
    uint64_t in_flight;
    char *bytes;
    struct tally tally;
};

static void make_idle(struct loader *l, struct connection *c) {
    l->idle[(l->idle_first + l->idle_count++) % l->count] = c;
}

static struct connection *take_idle(struct loader *l) {
    struct connection *c = l->idle[l->idle_first];
    l->idle_first = (l->idle_first + 1) % l->count;
    l->idle_count--;
    return c;
}

static int watch(struct loader *l, double busy_poll_s, struct error *err) {
    if (events_open(&l->events, busy_poll_s, err) < 0)
        return -1;
    for (unsigned i = 0; i < l->count; i++) {
        if (events_watch(&l->events, l->connection[i]->fd, l->connection[i], err) < 0)
            return error_wrap(err, "client %u", l->connection[i]->number);
    }
    return 0;
}

struct loader *loader_new(struct connection *all, unsigned first, unsigned step, unsigned clients,
                          struct arrivals *arrivals, struct quota *quota, double busy_poll_s,
                          struct error *err) {
    struct loader *l = calloc(1, sizeof *l);
    if (!l)
        return error_null(error_errno(err, "a thread of the load"));
    l->events.poll = -1;
    l->arrivals = arrivals;
    l->quota = quota;
    l->connection = calloc(clients, sizeof(struct connection *));
    l->idle = calloc(clients, sizeof(struct connection *));
    l->bytes = malloc(RECEIVE_BYTES);
    for (unsigned i = first; l->connection && i < clients; i += step)
        l->connection[l->count++] = &all[i];
    if (!l->connection || !l->idle || !l->bytes) {
        error_errno(err, "%u connections", clients);
    } else if (watch(l, busy_poll_s, err) == 0) {
        for (unsigned i = 0; i < l->count; i++)
            make_idle(l, l->connection[i]);
        return l;
    }
    loader_free(l);
    return NULL;
}

static bool is_over(const struct loader *l, double now_s) {
    return now_s >= l->window->end_s || atomic_load(&l->window->stop) || interrupts_seen();
}

/* Whether one more request may be made. */
static bool take_quota(struct loader *l) {
    return !l->quota->limited || atomic_fetch_sub(&l->quota->left, 1) > 0;
}

/* Closed loop: as many requests as have room. */
static int refill(struct loader *l, struct connection *c, double now_s, struct error *err) {
    while (c->in_flight < c->depth && take_quota(l)) {
        connection_ask(c, now_s, now_s);
        l->in_flight++;
    }
    return connection_send(c, err);
}

static int refill_all(struct loader *l, struct error *err) {
    for (unsigned i = 0; i < l->count; i++) {
        if (refill(l, l->connection[i], clock_now(), err) < 0)
            return -1;
    }
    return 0;
}

/* Open loop: what is due, while anybody has room for it. *due_s: when there is more to be sent. */
static int send_due(struct loader *l, double *due_s, struct error *err) {
    double now_s = clock_now(), intended_s;
    *due_s = INFINITY;
    while (l->idle_count > 0 && !is_over(l, now_s)) {
        if (!arrivals_take(l->arrivals, now_s, &intended_s)) {
            *due_s = intended_s;
            break;
        }
        if (!take_quota(l))
            break;
        struct connection *c = take_idle(l);
        if (now_s >= l->window->begin_s)
            l->tally.lag_s = fmax(l->tally.lag_s, now_s - intended_s);
        connection_ask(c, intended_s, now_s);
        l->in_flight++;
        if (c->in_flight < c->depth)
            make_idle(l, c);
        if (connection_send(c, err) < 0)
            return -1;
        now_s = clock_now();
    }
    return 0;
}

static void count(struct loader *l, const struct answer *answer, double now_s) {
    const struct asked *asked = &answer->asked;
    if (now_s < l->window->begin_s || now_s >= l->window->end_s)
        return;
    int kind = asked->operation.set ? KIND_SET : KIND_GET;
    l->tally.done[kind]++;
    l->tally.hits += answer->hit;
    histogram_record(&l->tally.latency[kind], (uint64_t)(1e9 * fmax(now_s - asked->due_s, 0)));
    if (l->arrivals)
        histogram_record(&l->tally.service, (uint64_t)(1e9 * fmax(now_s - asked->sent_s, 0)));
}

/* All answers that have come since the last time; their time is that of their arrival. */
static int receive(struct loader *l, struct connection *c, struct error *err) {
    ssize_t got;
    do {
        got = connection_receive(c, l->bytes, RECEIVE_BYTES, err);
        double now_s = clock_now();
        struct answer answer;
        int more = got > 0 ? connection_feed(c, l->bytes, (size_t)got, err) : (int)got;
        if (more < 0)
            return -1;
        while (got > 0 && (more = connection_answer(c, &answer, err)) > 0) {
            if (l->arrivals && c->in_flight + 1 == c->depth)
                make_idle(l, c);
            l->in_flight--;
            count(l, &answer, now_s);
        }
        if (more < 0)
            return -1;
    } while (got == RECEIVE_BYTES);
    return 0;
}

static int attend(struct loader *l, double until_s, struct error *err) {
    struct epoll_event event[EVENTS_MAX];
    double patient_until_s = clock_now() + patience_s;
    int count = events_await(&l->events, fmin(until_s, patient_until_s), event, EVENTS_MAX, err);
    if (count == 0 && l->in_flight > 0 && clock_now() >= patient_until_s)
        return error_failed(err, "the server did not answer for %g s", patience_s);
    for (int i = 0; i < count; i++) {
        struct connection *c = event[i].data.ptr;
        if ((event[i].events & ~(unsigned)EPOLLOUT) != 0 && receive(l, c, err) < 0)
            return -1;
        double now_s = clock_now();
        if ((l->arrivals || is_over(l, now_s) ? connection_send(c, err)
                                              : refill(l, c, now_s, err)) < 0)
            return -1;
    }
    return count < 0 ? -1 : 0;
}

static bool has_quota(const struct loader *l) {
    return !l->quota->limited || atomic_load(&l->quota->left) > 0;
}

static int closed_loop(struct loader *l, struct error *err) {
    if (refill_all(l, err) < 0)
        return -1;
    while (l->in_flight > 0) {
        if (attend(l, INFINITY, err) < 0)
            return -1;
    }
    return 0;
}

static bool goes_on(const struct loader *l) {
    return has_quota(l) && !is_over(l, clock_now());
}

static int open_loop(struct loader *l, struct error *err) {
    double due_s;
    prctl(PR_SET_TIMERSLACK, 1UL); /* or a sleep ends 50 us late */
    do {
        if (send_due(l, &due_s, err) < 0 ||
            attend(l, goes_on(l) ? fmin(due_s, l->window->end_s) : INFINITY, err) < 0)
            return -1;
    } while (l->in_flight > 0 || goes_on(l));
    return 0;
}

int loader_run(struct loader *l, const struct window *window, struct error *err) {
    double begin_s = clock_now(), begin_cpu_s = clock_thread_cpu();
    l->events.polled_s = 0;
    l->window = window;
    int result = l->arrivals ? open_loop(l, err) : closed_loop(l, err);
    l->tally.cpu_s += fmax(clock_thread_cpu() - begin_cpu_s - l->events.polled_s, 0);
    l->tally.wall_s += clock_now() - begin_s;
    for (unsigned i = 0; i < l->count; i++)
        connection_settle(l->connection[i]);
    return result;
}

const struct tally *loader_tally(const struct loader *l) {
    return &l->tally;
}

void loader_forget(struct loader *l) {
    l->tally = (struct tally){0};
}

void loader_free(struct loader *l) {
    if (!l)
        return;
    events_close(&l->events);
    free(l->connection);
    free(l->idle);
    free(l->bytes);
    free(l);
}
