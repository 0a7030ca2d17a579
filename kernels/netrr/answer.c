/* answer.c - the server's loop: whatever asks is answered. */
#include "common/clock.h"
#include "net/door.h"
#include "net/message.h"
#include "net/socket.h"
#include "netrr/loops.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

/* A client that has shown the key is waited for while its lost packets are sent again: TCP does so
 * after 0.2 s (Linux's least), 0.4 s, 0.8 s and so on. */
static const double ours_s = 5;

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

static bool ours(const struct net_exchange *exchange, const struct net_preamble *preamble) {
    return preamble->purpose == NET_DATA && preamble->kernel == exchange->kernel &&
           net_secret_equal(preamble->secret, exchange->key, NET_SECRET_BYTES);
}

/* One connection, one transaction. Strangers are told that the server is busy. */
static void answer_once(const struct netrr_test *test, struct netrr_line *line,
                        const struct net_exchange *exchange, const struct net_arrival *arrival) {
    double deadline = clock_now() + ours_s;
    if (!ours(exchange, &arrival->preamble)) {
        line->strangers++;
        net_message_refuse(arrival->fd, "it is busy with another client");
        return;
    }
    if (net_receive_all(arrival->fd, line->buffer, test->request, deadline, NULL) == 0 &&
        net_send_all(arrival->fd, line->buffer, test->response, deadline, NULL) == 0)
        count(line);
    close(arrival->fd);
}

static void answer_anew(const struct netrr_side *side, struct netrr_line *line,
                        struct net_exchange *exchange, unsigned n) {
    struct net_door door;
    struct error err = {0};
    int event = NET_EVENT_TIMEOUT;
    net_door_share(&door, exchange->listening, exchange->streams);
    while (event >= 0 && !net_stopped(exchange)) {
        struct net_arrival arrival;
        event = net_door_wait(&door, NULL, 0, false, clock_now() + netrr_look_up_s(side), &arrival,
                              &err);
        if (event == NET_EVENT_ARRIVAL)
            answer_once(&side->test, line, exchange, &arrival);
    }
    line->strangers += door.sent_away + door.waiting;
    net_door_close(&door);
    if (event < 0) {
        error_wrap(&err, "connection %u", n);
        net_exchange_fail(exchange, &err);
    }
}

void netrr_answer(struct netrr_side *side, struct net_exchange *exchange, unsigned n) {
    if (side->test.new_connection)
        answer_anew(side, &side->line[n], exchange, n);
    else if (side->test.udp)
        answer_udp(&side->test, &side->line[n], exchange, n);
    else
        answer_tcp(&side->test, &side->line[n], exchange, n);
}
