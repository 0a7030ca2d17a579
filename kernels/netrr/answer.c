/* answer.c - the server's loop: whatever asks is answered. */
#include "harness/clock.h"
#include "net/message.h"
#include "net/socket.h"
#include "netrr/side.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long a stranger may hold up a worker that accepts for itself. */
static const double stranger_s = 0.2, look_up_s = 0.1;

static void fail(struct net_exchange *exchange, unsigned n) {
    if (net_stopped(exchange))
        return;
    struct error err = {0};
    error_errno(&err, "connection %u", n);
    net_exchange_fail(exchange, &err);
}

static void count(struct netrr_line *line) {
    atomic_store_explicit(&line->done, line->done + 1, memory_order_relaxed);
}

static void answer_tcp(const struct netrr_test *test, struct netrr_line *line,
                       struct net_exchange *exchange, unsigned n) {
    int fd = exchange->data[n];
    for (;;) {
        int got = netrr_receive(fd, line->buffer, test->request);
        if (got == 1)
            got = netrr_send(fd, line->buffer, test->response);
        if (got < 0)
            fail(exchange, n);
        if (got <= 0)
            return;
        count(line);
    }
}

static void answer_udp(const struct netrr_test *test, struct netrr_line *line,
                       struct net_exchange *exchange, unsigned n) {
    while (!net_stopped(exchange)) {
        struct net_datagram datagram;
        ssize_t got = recv(exchange->data[n], line->buffer, test->request, 0);
        if (got < 0 && errno != EAGAIN && errno != EINTR && errno != ECONNREFUSED) {
            fail(exchange, n);
            return;
        }
        /* The answer bears the sequence number of its request, which is in its place already. */
        if (got < 0 || !net_datagram_decode(line->buffer, (size_t)got, exchange->key, &datagram) ||
            datagram.hello)
            continue;
        if (send(exchange->data[n], line->buffer, test->response, MSG_NOSIGNAL) >= 0)
            count(line);
    }
}

static bool ours(const struct net_exchange *exchange, const uint8_t *wire) {
    struct net_preamble preamble;
    return net_preamble_decode(wire, NET_PREAMBLE_BYTES, &preamble) &&
           preamble.purpose == NET_DATA && preamble.kernel == exchange->kernel &&
           net_secret_equal(preamble.secret, exchange->key, NET_SECRET_BYTES);
}

/* One connection, one transaction. Strangers are told that the server is busy. */
static void answer_once(const struct netrr_test *test, struct netrr_line *line,
                        struct net_exchange *exchange, int fd) {
    if (net_timeouts(fd, stranger_s, NULL) == 0 &&
        netrr_receive(fd, line->buffer, NET_PREAMBLE_BYTES) == 1) {
        if (!ours(exchange, line->buffer)) {
            net_message_refuse(fd, "it is busy with another client");
            return;
        }
        if (netrr_receive(fd, line->buffer, test->request) == 1 &&
            netrr_send(fd, line->buffer, test->response) == 1)
            count(line);
    }
    close(fd);
}

static void answer_anew(const struct netrr_test *test, struct netrr_line *line,
                        struct net_exchange *exchange) {
    while (!net_stopped(exchange)) {
        int fd = accept4(exchange->listening, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0)
            answer_once(test, line, exchange, fd);
        else
            net_poll(exchange->listening, POLLIN, clock_now() + look_up_s, NULL);
    }
}

void netrr_answer(struct netrr_side *side, struct net_exchange *exchange, unsigned n) {
    if (side->test.new_connection)
        answer_anew(&side->test, &side->line[n], exchange);
    else if (side->test.udp)
        answer_udp(&side->test, &side->line[n], exchange, n);
    else
        answer_tcp(&side->test, &side->line[n], exchange, n);
}
