/* ask.c - the client's loop: one transaction in flight on each connection. */
#include "common/cleanup.h"
#include "common/clock.h"
#include "net/opening.h"
#include "net/socket.h"
#include "netrr/loops.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

enum outcome { ANSWERED, LOST, FAILED };

static const double connect_s = 5, answer_s = 5;

static enum outcome failed(const char *doing, struct error *err) {
    if (errno == ECONNREFUSED)
        error_failed(err, "nothing listens at the server any more");
    else
        error_errno(err, "%s", doing);
    return FAILED;
}

static enum outcome ask_tcp(const struct netrr_test *test, int fd, uint8_t *buffer,
                            struct error *err) {
    int sent = netrr_send(fd, buffer, test->request);
    int got = sent == 1 ? netrr_receive(fd, buffer, test->response) : sent;
    if (got < 0)
        return failed(sent == 1 ? "receiving" : "sending", err);
    if (got == 0)
        error_failed(err, "the server closed it");
    return got == 1 ? ANSWERED : FAILED;
}

/* Waits for the answer to this very request; those to earlier ones come too late to count. */
static enum outcome ask_udp(const struct netrr_test *test, struct netrr_line *line,
                            struct net_exchange *exchange, int fd, uint64_t sequence,
                            struct error *err) {
    struct net_datagram datagram = {.sequence = sequence};
    net_datagram_encode(&datagram, exchange->key, line->buffer);
    if (send(fd, line->buffer, test->request, MSG_NOSIGNAL) < 0)
        return failed("sending", err);
    for (;;) {
        ssize_t got = recv(fd, line->buffer, test->response, 0);
        if (got < 0 && errno == EAGAIN)
            return LOST;
        if (got < 0 && errno != EINTR)
            return failed("receiving", err);
        if (got < 0 || !net_datagram_decode(line->buffer, (size_t)got, exchange->key, &datagram) ||
            datagram.hello)
            continue;
        if (datagram.sequence == sequence)
            return ANSWERED;
        line->late++;
    }
}

/* The server closes first and so keeps TIME_WAIT: the client would run out of ports. */
static int await_close(int fd, double deadline, struct error *err) {
    uint8_t rest;
    int closed = net_poll(fd, POLLIN, deadline, err);
    if (closed == 0)
        return error_failed(err, "the server did not close it in time");
    if (closed > 0 && recv(fd, &rest, 1, MSG_DONTWAIT) > 0)
        return error_failed(err, "more than a response came");
    return closed < 0 ? -1 : 0;
}

/* A connection for this transaction alone; its close is waited for outside of the time. No wait is
 * without an end: a server that stands still must not hold this worker for good. */
static enum outcome ask_anew(const struct netrr_test *test, struct netrr_line *line,
                             struct net_exchange *exchange, unsigned n, double *end_s,
                             struct error *err) {
    net_opening_preamble(exchange, n, line->buffer);
    cleanup_close int fd = net_connect(&exchange->server, false, connect_s, err);
    if (fd < 0)
        return FAILED;
    double deadline = clock_now() + answer_s;
    if (net_send_all(fd, line->buffer, NET_PREAMBLE_BYTES + test->request, deadline, err) < 0 ||
        net_receive_all(fd, line->buffer, test->response, deadline, err) < 0)
        return FAILED;
    *end_s = clock_now();
    return await_close(fd, *end_s + answer_s, err) < 0 ? FAILED : ANSWERED;
}

/* Open loop: waits for the intended start of transaction `i`; false where the session stops before.
 */
static bool await_start(const struct netrr_side *side, struct net_exchange *exchange, unsigned n,
                        uint64_t i, double *intended) {
    const struct netrr_test *test = &side->test;
    *intended = side->start_s + ((double)i * test->connections + (double)n) / test->rate;
    return net_pause(exchange, *intended);
}

void netrr_ask(struct netrr_side *side, struct net_exchange *exchange, unsigned n) {
    const struct netrr_test *test = &side->test;
    struct netrr_line *line = &side->line[n];
    struct error err = {0};
    int fd = exchange->data[n];
    prctl(PR_SET_TIMERSLACK, 1UL); /* or a sleep ends 50 us late */

    for (uint64_t i = 0; net_may_go_on(exchange); i++) {
        double start = clock_now(), end = 0;
        if (test->rate > 0) {
            if (!await_start(side, exchange, n, i, &start))
                break;
            line->behind_s += clock_now() - start;
        }
        bool began = net_measuring(exchange), counts;
        enum outcome outcome = test->new_connection ? ask_anew(test, line, exchange, n, &end, &err)
                               : test->udp          ? ask_udp(test, line, exchange, fd, i, &err)
                                                    : ask_tcp(test, fd, line->buffer, &err);
        if (!test->new_connection)
            end = clock_now();
        if (outcome == FAILED) {
            error_wrap(&err, "connection %u", n);
            if (!net_stopped(exchange))
                net_exchange_fail(exchange, &err);
            break;
        }
        counts = began && net_measuring(exchange);
        if (outcome == LOST) {
            /* A slice has ended long before a request is given up; its report waits for it. */
            line->lost += test->sliced ? began : counts;
            continue;
        }
        atomic_store_explicit(&line->done, line->done + 1, memory_order_relaxed);
        if (counts)
            histogram_record(line->latency, (uint64_t)llround(1e9 * fmax(end - start, 0)));
    }
    if (fd >= 0 && !test->udp)
        shutdown(fd, SHUT_WR); /* tells the server's worker; fails only where it is gone already */
}
