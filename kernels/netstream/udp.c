/* udp.c - the loops of a UDP flow.
 *
 * Several datagrams go through the kernel in one call, sendmmsg(2) and recvmmsg(2); with --gso the
 * kernel itself cuts and joins them (udp(7), UDP_SEGMENT and UDP_GRO). */
#include "common/clock.h"
#include "netstream/loops.h"
#include "netstream/pace.h"
#include "netstream/path.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 16, SEGMENTS_MAX = 60, JOINED_MAX = 65536 };
static const double drain_s = 1;

/* Datagrams that one call sends: the kernel takes fewer segments than that, of 64 KiB together. */
static unsigned per_call(const struct netstream_test *test) {
    unsigned most = test->gso ? SEGMENTS_MAX : BATCH;
    if (test->gso && test->length * most > NET_DATAGRAM_MAX)
        most = (unsigned)(NET_DATAGRAM_MAX / test->length);
    return most;
}

size_t netstream_udp_buffer(const struct netstream_test *test, bool sender) {
    if (sender)
        return per_call(test) * test->length;
    return BATCH * (test->gso ? JOINED_MAX : test->length);
}

static void fail(struct net_exchange *exchange, const char *doing, unsigned n) {
    struct error err = {0};
    if (errno == ECONNREFUSED)
        error_failed(&err, "stream %u: nothing listens at the other side any more", n);
    else
        error_errno(&err, "stream %u: %s", n, doing);
    net_exchange_fail(exchange, &err);
}

/* udp(7): what UDP_SEGMENT asks of the path, in words. */
static void fail_to_send(struct net_exchange *exchange, const struct netstream_test *test,
                         unsigned n) {
    struct error err = {0};
    int why = errno;
    if (netstream_path_fits(exchange->data[n], test->length, &err) == 0) {
        errno = why;
        if (!test->gso || (why != EINVAL && why != EIO)) {
            fail(exchange, "sending", n);
            return;
        }
        error_unavailable(&err,
                          "--gso: the interface to the other side cannot add the checksums of "
                          "datagrams that are cut (%s); go without --gso, or turn tx-checksumming "
                          "on with ethtool",
                          strerror(why));
    }
    error_wrap(&err, "stream %u", n);
    net_exchange_fail(exchange, &err);
}

/* Sends `count` datagrams that lie one after the other; returns how many went, or -1. */
static int send_some(int fd, uint8_t *bytes, size_t length, unsigned count, bool gso) {
    if (gso) {
        ssize_t sent = send(fd, bytes, count * length, MSG_NOSIGNAL);
        return sent < 0 ? -1 : (int)((size_t)sent / length);
    }
    struct iovec part[BATCH];
    struct mmsghdr message[BATCH] = {0};
    for (unsigned i = 0; i < count; i++) {
        part[i] = (struct iovec){.iov_base = bytes + i * length, .iov_len = length};
        message[i].msg_hdr.msg_iov = &part[i];
        message[i].msg_hdr.msg_iovlen = 1;
    }
    return sendmmsg(fd, message, count, MSG_NOSIGNAL);
}

void netstream_udp_send(struct netstream_side *side, struct net_exchange *exchange, unsigned n) {
    const struct netstream_test *test = &side->test;
    struct netstream_flow *flow = &side->flow[n];
    struct netstream_tally tally = {0};
    unsigned most = per_call(test);
    struct pace pace = pace_start(test->rate / test->streams / (8.0 * (double)test->length), most);

    for (unsigned count; net_may_go_on(exchange) && (count = pace_wait(&pace, exchange)) > 0;) {
        for (unsigned i = 0; i < count; i++)
            net_datagram_encode(&(struct net_datagram){.sequence = tally.datagrams + i},
                                exchange->key, flow->buffer + i * test->length);
        int sent = send_some(exchange->data[n], flow->buffer, test->length, count, test->gso);
        if (sent < 0 && errno != EINTR && errno != ENOBUFS && errno != EAGAIN) {
            if (!net_stopped(exchange))
                fail_to_send(exchange, test, n);
            return;
        }
        if (sent > 0) {
            tally.datagrams += (uint64_t)sent;
            tally.bytes += (uint64_t)sent * test->length;
            tally.calls++;
            pace_count(&pace, (unsigned)sent);
            netstream_show(flow, &tally);
        }
    }
}

static void take_datagram(const uint8_t *bytes, size_t size, const uint8_t *key,
                          struct netstream_tally *tally) {
    struct net_datagram datagram;
    if (!net_datagram_decode(bytes, size, key, &datagram) || datagram.hello)
        return;
    tally->datagrams++;
    tally->bytes += size;
    if (datagram.sequence >= tally->expected)
        tally->expected = datagram.sequence + 1;
    else
        tally->reordered++;
}

/* The size of the datagrams that the kernel joined into one; `whole` where it joined none. */
static size_t joined_size(struct msghdr *message, size_t whole) {
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        if (c->cmsg_level == IPPROTO_UDP && c->cmsg_type == UDP_GRO) {
            int size;
            memcpy(&size, CMSG_DATA(c), sizeof size);
            return size > 0 ? (size_t)size : whole;
        }
    }
    return whole;
}

void netstream_udp_receive(struct netstream_side *side, struct net_exchange *exchange, unsigned n) {
    struct netstream_flow *flow = &side->flow[n];
    struct netstream_tally tally = {0};
    size_t room = netstream_udp_buffer(&side->test, false) / BATCH;
    double stopped_s = 0;
    for (;;) {
        struct iovec part[BATCH];
        struct mmsghdr message[BATCH] = {0};
        _Alignas(struct cmsghdr) char control[BATCH][CMSG_SPACE(sizeof(int))];
        for (unsigned i = 0; i < BATCH; i++) {
            part[i] = (struct iovec){.iov_base = flow->buffer + i * room, .iov_len = room};
            message[i].msg_hdr = (struct msghdr){.msg_iov = &part[i], .msg_iovlen = 1};
            if (side->test.gso) {
                message[i].msg_hdr.msg_control = control[i];
                message[i].msg_hdr.msg_controllen = sizeof control[i];
            }
        }
        int got = recvmmsg(exchange->data[n], message, BATCH, MSG_WAITFORONE, NULL);
        if (got < 0 && errno != EINTR && errno != EAGAIN && errno != ECONNREFUSED) {
            fail(exchange, "receiving", n);
            return;
        }
        for (int i = 0; i < got; i++) {
            size_t whole = message[i].msg_len, step = joined_size(&message[i].msg_hdr, whole);
            const uint8_t *at = part[i].iov_base;
            for (size_t from = 0; from < whole; from += step)
                take_datagram(at + from, step < whole - from ? step : whole - from, exchange->key,
                              &tally);
        }
        tally.calls += got > 0;
        netstream_show(flow, &tally);
        /* What is still on its way when the session stops counts; nobody waits for it long. */
        if (net_stopped(exchange)) {
            if (got <= 0 || (stopped_s > 0 && clock_now() > stopped_s + drain_s))
                return;
            if (stopped_s == 0)
                stopped_s = clock_now();
        }
    }
}
