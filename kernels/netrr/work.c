/* work.c - options of its sockets, counters at both ends of the window, the loop of each worker. */
#include "netrr/work.h"

#include "common/clock.h"
#include "net/socket.h"
#include "netrr/loops.h"
#include "netrr/report.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

/* A request over UDP without an answer for so long is lost; the server only looks up. */
static const double lost_s = 1;

static void dispose(void *state) {
    struct netrr_side *side = state;
    for (unsigned i = 0; i < NET_STREAMS_MAX; i++) {
        free(side->line[i].buffer);
        free(side->line[i].latency);
    }
    free(side->past);
    free(side);
}

static int set_busy_poll(struct netrr_side *side, int fd, struct error *err) {
    int us = (int)side->test.busy_poll_us;
    socklen_t size = sizeof side->busy_poll_us;
    if (setsockopt(fd, SOL_SOCKET, SO_BUSY_POLL, &us, sizeof us) < 0) {
        if (errno == EPERM)
            return error_unavailable(err, "--busy-poll=%d: needs CAP_NET_ADMIN on both sides", us);
        return error_errno(err, "SO_BUSY_POLL=%d", us);
    }
    return getsockopt(fd, SOL_SOCKET, SO_BUSY_POLL, &side->busy_poll_us, &size) < 0
               ? error_errno(err, "SO_BUSY_POLL")
               : 0;
}

static int set_options(struct netrr_side *side, int fd, struct error *err) {
    if (side->test.busy_poll_us > 0 && set_busy_poll(side, fd, err) < 0)
        return -1;
    return side->test.udp ? net_timeouts(fd, side->asks ? lost_s : netrr_look_up_s(side), err)
                          : net_set(fd, IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY", err);
}

static int prepare(void *state, struct net_exchange *exchange, struct error *err) {
    struct netrr_side *side = state;
    const struct netrr_test *test = &side->test;
    size_t larger = test->request > test->response ? test->request : test->response;
    side->start_s = clock_now();
    if (test->sliced && side->asks && !(side->past = calloc(1, sizeof *side->past)))
        return error_errno(err, "a histogram");
    for (unsigned i = 0; i < exchange->streams; i++) {
        struct netrr_line *line = &side->line[i];
        line->buffer = calloc(1, NET_PREAMBLE_BYTES + larger);
        line->latency = side->asks ? calloc(1, sizeof *line->latency) : NULL;
        if (!line->buffer || (side->asks && !line->latency))
            return error_errno(err, "connection %u", i);
        if (exchange->data[i] >= 0 && set_options(side, exchange->data[i], err) < 0)
            return error_wrap(err, "connection %u", i);
    }
    return 0;
}

static void run(void *state, struct net_exchange *exchange, unsigned stream) {
    struct netrr_side *side = state;
    if (side->asks)
        netrr_ask(side, exchange, stream);
    else
        netrr_answer(side, exchange, stream);
}

static uint64_t done(struct netrr_side *side) {
    uint64_t all = 0;
    for (unsigned i = 0; i < side->test.connections; i++)
        all += atomic_load_explicit(&side->line[i].done, memory_order_relaxed);
    return all;
}

/* Each slice has latencies and losses of its own; no worker counts any now. */
static void start_anew(struct netrr_side *side) {
    for (unsigned i = 0; i < side->test.connections; i++) {
        struct netrr_line *line = &side->line[i];
        histogram_merge(side->past, line->latency);
        *line->latency = (struct histogram){0};
        line->lost = 0;
    }
}

static int begin(void *state, struct net_exchange *exchange, struct error *err) {
    struct netrr_side *side = state;
    bool first = side->begin_s == 0; /* in slices TCP's facts are those of all together */
    if (first && net_tcp_facts(exchange, &side->tcp_begin, err) < 0)
        return -1;
    if (side->past)
        start_anew(side);
    side->begin_s = clock_now();
    side->done_begin = side->done_last = done(side);
    return 0;
}

/* Packets that came in through a queue that could be polled carry its number. */
static bool has_queue(const struct net_exchange *exchange) {
#ifdef SO_INCOMING_NAPI_ID
    int queue = 0;
    socklen_t size = sizeof queue;
    return exchange->data[0] >= 0 &&
           getsockopt(exchange->data[0], SOL_SOCKET, SO_INCOMING_NAPI_ID, &queue, &size) == 0 &&
           queue > 0;
#else
    (void)exchange;
    return false;
#endif
}

static int end(void *state, struct net_exchange *exchange, struct error *err) {
    struct netrr_side *side = state;
    side->end_s = clock_now();
    side->done_end = done(side);
    side->busy_poll_queue = has_queue(exchange);
    return net_tcp_facts(exchange, &side->tcp_end, err);
}

/* Transactions per second. */
static double interval(void *state, struct net_exchange *exchange, double seconds) {
    struct netrr_side *side = state;
    (void)exchange;
    uint64_t now = done(side), before = side->done_last;
    side->done_last = now;
    return (double)(now - before) / seconds;
}

static bool moved(void *state, struct net_exchange *exchange) {
    (void)exchange;
    struct netrr_side *side = state;
    return done(side) > side->done_begin;
}

const struct net_work netrr_work = {.prepare = prepare,
                                    .run = run,
                                    .begin = begin,
                                    .end = end,
                                    .interval = interval,
                                    .moved = moved,
                                    .report = netrr_report,
                                    .dispose = dispose};
