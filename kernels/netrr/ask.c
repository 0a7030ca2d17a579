/* ask.c - the client's loop: one transaction in flight on each connection. */
#include "harness/clock.h"
#include "net/opening.h"
#include "net/socket.h"
#include "netrr/side.h"

#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum outcome { ANSWERED, LOST, ENDED, FAILED };

static const double connect_s = 5;

static enum outcome ask_tcp(const struct netrr_test *test, int fd, uint8_t *buffer) {
    int sent = netrr_send(fd, buffer, test->request);
    int got = sent == 1 ? netrr_receive(fd, buffer, test->response) : sent;
    return got == 1 ? ANSWERED : got == 0 ? ENDED : FAILED;
}

/* Waits for the answer to this very request; those to earlier ones come too late to count. */
static enum outcome ask_udp(const struct netrr_test *test, struct netrr_line *line,
                            struct net_exchange *exchange, int fd, uint64_t sequence) {
    struct net_datagram datagram = {.sequence = sequence};
    net_datagram_encode(&datagram, exchange->key, line->buffer);
    if (send(fd, line->buffer, test->request, MSG_NOSIGNAL) < 0)
        return FAILED;
    for (;;) {
        ssize_t got = recv(fd, line->buffer, test->response, 0);
        if (got < 0 && errno == EAGAIN)
            return LOST;
        if (got < 0 && errno != EINTR)
            return FAILED;
        if (got < 0 || !net_datagram_decode(line->buffer, (size_t)got, exchange->key, &datagram) ||
            datagram.hello)
            continue;
        if (datagram.sequence == sequence)
            return ANSWERED;
        line->late++;
    }
}

/* A connection for this transaction alone. The server closes first and so keeps TIME_WAIT: the
 * client would run out of ports. Its close is waited for outside of the time. */
static enum outcome ask_anew(const struct netrr_test *test, struct netrr_line *line,
                             struct net_exchange *exchange, unsigned n, double *end_s) {
    net_opening_preamble(exchange, n, line->buffer);
    int fd = net_connect(&exchange->server, false, connect_s, NULL);
    if (fd < 0)
        return FAILED;
    int got = netrr_send(fd, line->buffer, NET_PREAMBLE_BYTES + test->request);
    if (got == 1)
        got = netrr_receive(fd, line->buffer, test->response);
    *end_s = clock_now();
    int cause = errno;
    uint8_t rest;
    if (got == 1 && recv(fd, &rest, 1, 0) > 0)
        got = 0;
    close(fd);
    errno = cause;
    return got == 1 ? ANSWERED : got == 0 ? ENDED : FAILED;
}

/* Open loop: waits for the intended start of transaction `i` and returns it. */
static double await_start(const struct netrr_side *side, struct netrr_line *line, unsigned n,
                          uint64_t i) {
    const struct netrr_test *test = &side->test;
    double intended = side->start_s + ((double)i * test->connections + (double)n) / test->rate;
    struct timespec until = {.tv_sec = (time_t)intended,
                             .tv_nsec = (long)(1e9 * (intended - floor(intended)))};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
    line->behind_s += clock_now() - intended;
    return intended;
}

static void fail(struct net_exchange *exchange, enum outcome outcome, unsigned n) {
    struct error err = {0};
    if (outcome == ENDED)
        error_failed(&err, "connection %u: the server closed it", n);
    else if (errno == ECONNREFUSED)
        error_failed(&err, "connection %u: nothing listens at the server any more", n);
    else
        error_errno(&err, "connection %u", n);
    net_exchange_fail(exchange, &err);
}

void netrr_ask(struct netrr_side *side, struct net_exchange *exchange, unsigned n) {
    const struct netrr_test *test = &side->test;
    struct netrr_line *line = &side->line[n];
    int fd = exchange->data[n];
    prctl(PR_SET_TIMERSLACK, 1UL); /* or a sleep ends 50 us late */

    for (uint64_t i = 0; !net_stopped(exchange); i++) {
        double start = test->rate > 0 ? await_start(side, line, n, i) : clock_now(), end = 0;
        bool counts = net_measuring(exchange);
        enum outcome outcome = test->new_connection ? ask_anew(test, line, exchange, n, &end)
                               : test->udp          ? ask_udp(test, line, exchange, fd, i)
                                                    : ask_tcp(test, fd, line->buffer);
        if (!test->new_connection)
            end = clock_now();
        if (outcome == FAILED || outcome == ENDED) {
            if (!net_stopped(exchange))
                fail(exchange, outcome, n);
            break;
        }
        counts = counts && net_measuring(exchange);
        if (outcome == LOST) {
            line->lost += counts;
            continue;
        }
        atomic_store_explicit(&line->done, line->done + 1, memory_order_relaxed);
        if (counts)
            histogram_record(line->latency, (uint64_t)llround(1e9 * fmax(end - start, 0)));
    }
    if (fd >= 0 && !test->udp)
        shutdown(fd, SHUT_WR); /* tells the server's worker; fails only where it is gone already */
}
