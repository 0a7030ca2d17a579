/* tcp_several.c - one worker's TCP flows, of which it serves whichever can go on.
 *
 * A thread for each flow would cost a switch for each write, and cold caches with it, where they
 * share a CPU. */
#include "netstream/loops.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

/* A worker's flows: poll(2) passes over those whose socket is -1. */
struct several {
    struct netstream_side *side;
    struct net_exchange *exchange;
    unsigned count, open;
    struct pollfd waits[NET_STREAMS_MAX];
    unsigned stream[NET_STREAMS_MAX];
    struct netstream_tally tally[NET_STREAMS_MAX];
};

typedef ssize_t transfer(int fd, uint8_t *buffer, size_t length);

static ssize_t send_some(int fd, uint8_t *buffer, size_t length) {
    return send(fd, buffer, length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static ssize_t receive_some(int fd, uint8_t *buffer, size_t length) {
    return recv(fd, buffer, length, MSG_DONTWAIT);
}

static void begin(struct several *several, short events, unsigned worker) {
    struct net_exchange *exchange = several->exchange;
    for (unsigned n = worker; n < exchange->streams; n += exchange->workers) {
        several->stream[several->count] = n;
        several->waits[several->count++] =
            (struct pollfd){.fd = exchange->data[n], .events = events};
    }
    several->open = several->count;
}

/* As much as one call moves. True where it moved something, or the flow has ended. */
static bool serve(struct several *several, unsigned i, transfer *move) {
    struct netstream_flow *flow = &several->side->flow[several->stream[i]];
    struct netstream_tally *tally = &several->tally[i];
    ssize_t moved = move(several->waits[i].fd, flow->buffer, several->side->test.length);
    if (moved > 0) {
        tally->bytes += (uint64_t)moved;
        tally->calls++;
        netstream_show(flow, tally);
        return true;
    }
    if (moved < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (moved < 0)
        netstream_tcp_fail(several->exchange, several->waits[i].events == POLLIN,
                           several->stream[i]);
    several->waits[i].fd = -1;
    several->open--;
    return true;
}

static void serve_all(struct several *several, transfer *move) {
    bool moved = false;
    for (unsigned i = 0; i < several->count; i++)
        moved |= several->waits[i].fd >= 0 && serve(several, i, move);
    if (!moved)
        poll(several->waits, several->count, -1); /* whatever ends it, all are tried again */
}

void netstream_tcp_send_several(struct netstream_side *side, struct net_exchange *exchange,
                                unsigned worker) {
    struct several several = {.side = side, .exchange = exchange};
    begin(&several, POLLOUT, worker);
    while (several.open > 0 && net_may_go_on(exchange))
        serve_all(&several, send_some);
    for (unsigned i = 0; i < several.count;
         i++) /* fails only where the connection is gone already */
        shutdown(exchange->data[several.stream[i]], SHUT_WR);
}

void netstream_tcp_receive_several(struct netstream_side *side, struct net_exchange *exchange,
                                   unsigned worker) {
    struct several several = {.side = side, .exchange = exchange};
    begin(&several, POLLIN, worker);
    while (several.open > 0)
        serve_all(&several, receive_some);
}
