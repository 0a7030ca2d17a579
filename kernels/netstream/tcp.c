/* tcp.c - the loops of a TCP flow. */
#include "common/clock.h"
#include "netstream/loops.h"
#include "netstream/pace.h"
#include "netstream/wakeups.h"
#include "netstream/zerocopy.h"

#include <errno.h>
#include <sched.h>
#include <sys/socket.h>

enum { REAP_EVERY = 16 };

size_t netstream_tcp_buffer(const struct netstream_test *test) {
    return test->length;
}

void netstream_tcp_fail(struct net_exchange *exchange, bool receiving, unsigned n) {
    struct error err = {0};
    error_errno(&err, "stream %u: %s", n, receiving ? "receiving" : "sending");
    if (!net_stopped(exchange))
        net_exchange_fail(exchange, &err);
}

void netstream_tcp_send(struct netstream_side *side, struct net_exchange *exchange, unsigned n) {
    struct netstream_flow *flow = &side->flow[n];
    struct netstream_tally tally = {0};
    struct zerocopy zerocopy = {.fd = exchange->data[n]};
    const bool zero = side->test.zerocopy;
    const int flags = MSG_NOSIGNAL | (zero ? MSG_ZEROCOPY : 0);

    struct pace pace =
        pace_start(side->test.rate / side->test.streams / (8.0 * (double)side->test.length), 1);
    while (net_may_go_on(exchange) && pace_wait(&pace, exchange) > 0) {
        ssize_t sent = send(exchange->data[n], flow->buffer, side->test.length, flags);
        if (sent < 0 && zero && errno == ENOBUFS) {
            /* As many completions are owed as the kernel keeps memory for. */
            zerocopy_wait(&zerocopy);
        } else if (sent < 0 && errno != EINTR) {
            netstream_tcp_fail(exchange, false, n);
            return;
        } else if (sent > 0) {
            tally.bytes += (uint64_t)sent;
            tally.calls++;
            pace_count(&pace, 1);
        }
        /* Streams that share a CPU take turns: with each filling its whole queue first, four on one
         * CPU were measured to get a third less. */
        if (side->test.streams > 1)
            sched_yield();
        if (zero && tally.calls % REAP_EVERY == 0)
            zerocopy_reap(&zerocopy);
        tally.zerocopy_completed = zerocopy.completed;
        tally.zerocopy_copied = zerocopy.copied;
        netstream_show(flow, &tally);
    }
    shutdown(exchange->data[n], SHUT_WR); /* fails only where the connection is gone already */
    if (zero) {
        zerocopy_settle(&zerocopy, tally.calls);
        tally.zerocopy_completed = zerocopy.completed;
        tally.zerocopy_copied = zerocopy.copied;
        netstream_show(flow, &tally);
    }
}

void netstream_tcp_receive(struct netstream_side *side, struct net_exchange *exchange, unsigned n) {
    struct netstream_flow *flow = &side->flow[n];
    struct netstream_tally tally = {0};
    /* Who shares its CPU with others' flows hardly sleeps, and slices end before a flow is steady:
     * there whole blocks were measured to be slower, and to scatter more. */
    bool by_packets = exchange->crowded || side->test.sliced;
    struct wakeups wakeups =
        wakeups_of(exchange->data[n], by_packets ? 0 : side->test.length, clock_now());
    for (;;) {
        ssize_t got = recv(exchange->data[n], flow->buffer, side->test.length, 0);
        if (got == 0)
            return;
        if (got < 0 && errno != EINTR) {
            netstream_tcp_fail(exchange, true, n);
            return;
        }
        if (got > 0) {
            tally.bytes += (uint64_t)got;
            tally.calls++;
            netstream_show(flow, &tally);
            wakeups_note(&wakeups, (size_t)got, clock_now());
        }
    }
}
