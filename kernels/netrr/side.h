/* side.h - one side of a netrr session: who asks, who answers, and what came of it. */
#ifndef VIRTAX_NETRR_SIDE_H
#define VIRTAX_NETRR_SIDE_H

#include "harness/histogram.h"
#include "net/exchange.h"
#include "net/tcp_facts.h"
#include "netrr/parameters.h"

/* One worker writes, the conductor reads `done` at any time and the rest after the crew has ended.
 */
struct netrr_line {
    _Alignas(64) _Atomic uint64_t done; /* transactions since the start */
    uint64_t lost;                      /* over UDP, in the window: no answer within 1 s */
    uint64_t late;                      /* answers that came after they were given up */
    uint64_t strangers;                 /* --new-connection: connections that were not ours */
    double behind_s;                    /* open loop: the sum of starts behind the intended ones */
    uint8_t *buffer;                    /* a preamble and the larger of request and response */
    struct histogram *latency;          /* at the client: of transactions within the window */
};

struct netrr_side {
    struct netrr_test test;
    bool asks;
    struct netrr_line line[NET_STREAMS_MAX];
    uint64_t done_begin, done_end, done_last;
    struct histogram *past; /* in slices: of those before the last one; NULL otherwise */
    double begin_s, end_s, start_s;
    struct net_tcp_facts tcp_begin, tcp_end;
    int busy_poll_us;     /* read back */
    bool busy_poll_queue; /* a receive queue to poll was there (SO_INCOMING_NAPI_ID) */
};

/* A side of this test; NULL where memory is short. Freed by netrr_work's dispose. */
struct netrr_side *netrr_side_new(const struct netrr_test *test, bool asks, struct error *err);

/* A server's workers that wait for a request look up so often whether the session has stopped; in
 * slices seldom, since they are to sleep. */
double netrr_look_up_s(const struct netrr_side *side);

/* What a worker does alike on both sides: send or receive all of a message on a blocking socket.
 * 1 done, 0 (receiving) the other side has closed, -1 errno. */
int netrr_send(int fd, const uint8_t *bytes, size_t size);
int netrr_receive(int fd, uint8_t *bytes, size_t size);

#endif
