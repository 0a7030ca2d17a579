/* work.c - buffers and options of its sockets, counters at both ends of the window. */
#include "netstream/work.h"

#include "common/clock.h"
#include "net/socket.h"
#include "netstream/loops.h"
#include "netstream/path.h"
#include "netstream/report.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

/* Workers over UDP look up so often whether the session has stopped; in slices seldom, since those
 * that receive are to sleep. */
static const double udp_patience_s = 0.1, udp_sliced_s = 1;

static const double settle_s = 10;

static void dispose(void *state) {
    struct netstream_side *side = state;
    for (unsigned i = 0; i < NET_STREAMS_MAX; i++)
        free(side->flow[i].buffer);
    free(side);
}

/* The bytes that a flow's buffer must hold. */
static size_t buffer_size(const struct netstream_test *test, bool sender) {
    return test->udp ? netstream_udp_buffer(test, sender) : netstream_tcp_buffer(test);
}

uint64_t netstream_buffer_bytes(const struct netstream_test *test) {
    uint64_t sender = buffer_size(test, true), receiver = buffer_size(test, false);
    return test->streams * (sender > receiver ? sender : receiver);
}

int netstream_buffers_fit(const struct netstream_test *test, struct error *err) {
    uint64_t bytes = netstream_buffer_bytes(test);
    if (bytes > NETSTREAM_BUFFERS_MAX)
        return error_usage(err,
                           "--streams=%u: their buffers have %llu MiB together, more than %d; take "
                           "fewer, or a smaller --length",
                           test->streams, (unsigned long long)bytes >> 20,
                           NETSTREAM_BUFFERS_MAX >> 20);
    return 0;
}

static int make_buffer(struct netstream_side *side, unsigned n, struct error *err) {
    size_t page = 4096, size = buffer_size(&side->test, side->sender);
    size = (size + page - 1) / page * page;
    side->flow[n].buffer = aligned_alloc(page, size);
    if (!side->flow[n].buffer)
        return error_errno(err, "a buffer of %zu bytes", size);
    memset(side->flow[n].buffer, 'v', size);
    return 0;
}

/* The program itself keeps the rate (tcp.c); the kernel (socket(7)) spreads writes that are as
 * large as packets over the wire, at twice the rate, so that nothing piles up. */
static int pace_tcp(int fd, double bits_per_second, struct error *err) {
    unsigned long bytes = (unsigned long)(2 * bits_per_second / 8);
    if (setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, &bytes, sizeof bytes) < 0)
        return error_errno(err, "SO_MAX_PACING_RATE");
    return 0;
}

static int set_udp(const struct netstream_side *side, int fd, struct error *err) {
    if (net_timeouts(fd, side->test.sliced ? udp_sliced_s : udp_patience_s, err) < 0)
        return -1;
    if (side->sender &&
        (netstream_path_whole(fd, err) < 0 || netstream_path_fits(fd, side->test.length, err) < 0))
        return -1;
    if (!side->test.gso)
        return 0;
    return side->sender
               ? net_set(fd, IPPROTO_UDP, UDP_SEGMENT, (int)side->test.length, "UDP_SEGMENT", err)
               : net_set(fd, IPPROTO_UDP, UDP_GRO, 1, "UDP_GRO", err);
}

static int set_options(const struct netstream_side *side, int fd, struct error *err) {
    const struct netstream_test *test = &side->test;
    int window = (int)test->window;
    if (window > 0 && (net_set(fd, SOL_SOCKET, SO_SNDBUF, window, "SO_SNDBUF", err) < 0 ||
                       net_set(fd, SOL_SOCKET, SO_RCVBUF, window, "SO_RCVBUF", err) < 0))
        return -1;
    if (test->udp)
        return set_udp(side, fd, err);
    if (side->sender && test->zerocopy &&
        net_set(fd, SOL_SOCKET, SO_ZEROCOPY, 1, "SO_ZEROCOPY", err) < 0)
        return -1;
    bool packets = test->length >= NETSTREAM_UDP_LENGTH;
    return side->sender && test->rate > 0 && packets ? pace_tcp(fd, test->rate / test->streams, err)
                                                     : 0;
}

static int prepare(void *state, struct net_exchange *exchange, struct error *err) {
    struct netstream_side *side = state;
    for (unsigned i = 0; i < exchange->streams; i++) {
        if (make_buffer(side, i, err) < 0 || set_options(side, exchange->data[i], err) < 0)
            return error_wrap(err, "stream %u", i);
    }
    return 0;
}

static void run(void *state, struct net_exchange *exchange, unsigned worker) {
    static void (*const loop[][2])(struct netstream_side *, struct net_exchange *, unsigned) = {
        {netstream_tcp_receive, netstream_tcp_send},
        {netstream_udp_receive, netstream_udp_send},
        {netstream_tcp_receive_several, netstream_tcp_send_several}};
    struct netstream_side *side = state;
    bool several = exchange->workers < exchange->streams;
    loop[several ? 2 : side->test.udp][side->sender](side, exchange, worker);
}

static void note(struct netstream_side *side, unsigned streams, struct netstream_tally *tally) {
    for (unsigned i = 0; i < streams; i++)
        tally[i] = netstream_shown(&side->flow[i]);
}

static uint64_t all_bytes(const struct netstream_tally *tally, unsigned streams) {
    uint64_t bytes = 0;
    for (unsigned i = 0; i < streams; i++)
        bytes += tally[i].bytes;
    return bytes;
}

static int begin(void *state, struct net_exchange *exchange, struct error *err) {
    struct netstream_side *side = state;
    bool first = side->begin_s == 0; /* in slices the path's facts are those of all together */
    if (first && net_tcp_facts(exchange, &side->tcp_begin, err) < 0)
        return -1;
    if (first)
        side->fragments_begin = netstream_path_fragments();
    side->begin_s = clock_now();
    note(side, exchange->streams, side->begin);
    side->last.bytes = all_bytes(side->begin, exchange->streams);
    return 0;
}

static int end(void *state, struct net_exchange *exchange, struct error *err) {
    struct netstream_side *side = state;
    side->end_s = clock_now();
    side->fragments_end = netstream_path_fragments();
    note(side, exchange->streams, side->end);
    return net_tcp_facts(exchange, &side->tcp_end, err);
}

/* Gbit/s that this side moved: what a sender moved may still be on its way. */
static double interval(void *state, struct net_exchange *exchange, double seconds) {
    struct netstream_side *side = state;
    struct netstream_tally now[NET_STREAMS_MAX];
    note(side, exchange->streams, now);
    uint64_t bytes = all_bytes(now, exchange->streams), before = side->last.bytes;
    side->last.bytes = bytes;
    return 8e-9 * (double)(bytes - before) / seconds;
}

static bool moved(void *state, struct net_exchange *exchange) {
    struct netstream_side *side = state;
    struct netstream_tally now[NET_STREAMS_MAX];
    note(side, exchange->streams, now);
    return all_bytes(now, exchange->streams) > all_bytes(side->begin, exchange->streams);
}

/* Bytes that a sender's sockets still hold, unacknowledged ones included, or those that a
 * receiver's worker has not taken yet (tcp(7), udp(7): SIOCOUTQ, SIOCINQ). */
static int queued(const struct netstream_side *side, const struct net_exchange *exchange,
                  uint64_t *bytes, struct error *err) {
    *bytes = 0;
    for (unsigned i = 0; i < exchange->streams; i++) {
        int here = 0;
        if (ioctl(exchange->data[i], side->sender ? SIOCOUTQ : SIOCINQ, &here) < 0)
            return error_errno(err, "stream %u: its queue", i);
        *bytes += (uint64_t)here;
    }
    return 0;
}

/* Until the queues are empty twice in a row and nothing moved between. */
static int settle(void *state, struct net_exchange *exchange, struct error *err) {
    const struct timespec nap = {.tv_nsec = 500000};
    struct netstream_side *side = state;
    double deadline = clock_now() + settle_s;
    uint64_t before = 0;
    for (bool empty = false;; nanosleep(&nap, NULL)) {
        struct netstream_tally now[NET_STREAMS_MAX];
        uint64_t waiting;
        if (queued(side, exchange, &waiting, err) < 0)
            return -1;
        note(side, exchange->streams, now);
        uint64_t bytes = all_bytes(now, exchange->streams);
        if (waiting == 0 && empty && bytes == before)
            return 0;
        if (clock_now() > deadline)
            return error_failed(err, "what was sent did not arrive within %g s", settle_s);
        empty = waiting == 0;
        before = bytes;
    }
}

const struct net_work netstream_work = {.prepare = prepare,
                                        .run = run,
                                        .begin = begin,
                                        .end = end,
                                        .interval = interval,
                                        .moved = moved,
                                        .settle = settle,
                                        .report = netstream_report,
                                        .dispose = dispose};
