/* opening.c - the client dials one connection after another; the server keeps those that know the
 * key. */
#include "net/opening.h"

#include "common/clock.h"
#include "net/message.h"
#include "net/socket.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

static const double opening_s = 10, hello_every_s = 0.1, connect_s = 5;

/* A data connection that came: keeps it where it belongs to the session. */
static bool keep_connection(struct net_exchange *exchange, const struct net_arrival *arrival) {
    const struct net_preamble *preamble = &arrival->preamble;
    if (exchange->udp || preamble->purpose != NET_DATA || preamble->kernel != exchange->kernel ||
        !net_secret_equal(preamble->secret, exchange->key, NET_SECRET_BYTES) ||
        preamble->stream >= exchange->streams || exchange->data[preamble->stream] >= 0)
        return false;
    exchange->data[preamble->stream] = arrival->fd;
    return true;
}

/* One datagram from the server's port; a hello of the session gets a socket of its own. */
static int keep_datagram(struct net_exchange *exchange, struct net_door *door, struct error *err) {
    uint8_t wire[NET_DATAGRAM_BYTES];
    struct net_address peer = {.length = sizeof peer.at};
    struct net_datagram hello;
    ssize_t got = recvfrom(door->udp, wire, sizeof wire, MSG_DONTWAIT, (struct sockaddr *)&peer.at,
                           &peer.length);
    if (got < 0 || !net_datagram_decode(wire, (size_t)got, exchange->key, &hello) || !hello.hello ||
        hello.sequence >= exchange->streams || exchange->data[hello.sequence] >= 0)
        return 0;
    /* Not the door's own address, which may be 0.0.0.0: the one that the client talks to. */
    struct net_address local = {.length = sizeof local.at};
    if (getsockname(exchange->control, (struct sockaddr *)&local.at, &local.length) < 0)
        return error_errno(err, "getsockname");
    exchange->data[hello.sequence] = net_connect_beside(&local, &peer, err);
    return exchange->data[hello.sequence] >= 0 ? 0 : -1;
}

static unsigned missing(const struct net_exchange *exchange) {
    unsigned count = 0;
    for (unsigned i = 0; i < exchange->streams; i++)
        count += exchange->data[i] < 0;
    return count;
}

int net_opening_gather(struct net_exchange *exchange, struct net_door *door, bool *told,
                       struct error *err) {
    double deadline = clock_now() + opening_s;
    while (missing(exchange) > 0) {
        struct net_arrival arrival;
        switch (
            net_door_wait(door, &exchange->control, 1, exchange->udp, deadline, &arrival, err)) {
        case NET_EVENT_ARRIVAL:
            if (!keep_connection(exchange, &arrival))
                net_message_refuse(arrival.fd, "it is busy with another client");
            break;
        case NET_EVENT_DATAGRAM:
            if (keep_datagram(exchange, door, err) < 0)
                return -1;
            break;
        case NET_EVENT_WATCHED:
            return error_failed(err, "the client went away before its data connections came");
        case NET_EVENT_TOLD:
            *told = true;
            return error_failed(err, "the server was told to end");
        case NET_EVENT_TIMEOUT:
            return error_failed(err,
                                "%u of %u data %s did not come within %g s; does the path let "
                                "%s through to this port?",
                                missing(exchange), exchange->streams,
                                exchange->udp ? "paths" : "connections", opening_s,
                                exchange->udp ? "UDP" : "TCP");
        default:
            return -1;
        }
    }
    return 0;
}

void net_opening_preamble(const struct net_exchange *exchange, unsigned stream,
                          uint8_t wire[NET_PREAMBLE_BYTES]) {
    struct net_preamble preamble = {
        .purpose = NET_DATA, .kernel = exchange->kernel, .stream = stream};
    memcpy(preamble.secret, exchange->key, NET_SECRET_BYTES);
    net_preamble_encode(&preamble, wire);
}

/* One TCP data connection with its preamble; -1 otherwise. */
static int dial(const struct net_exchange *exchange, unsigned stream, struct error *err) {
    uint8_t wire[NET_PREAMBLE_BYTES];
    net_opening_preamble(exchange, stream, wire);
    int fd = net_connect(&exchange->server, false, connect_s, err);
    if (fd < 0)
        return -1;
    if (net_send_all(fd, wire, sizeof wire, clock_now() + connect_s, err) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* A hello that is lost is sent again soon: its errors are no matter. */
static void send_hellos(const struct net_exchange *exchange) {
    for (unsigned i = 0; i < exchange->streams; i++) {
        uint8_t wire[NET_DATAGRAM_BYTES];
        net_datagram_encode(&(struct net_datagram){.hello = true, .sequence = i}, exchange->key,
                            wire);
        send(exchange->data[i], wire, sizeof wire, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

int net_opening_connect(struct net_exchange *exchange, struct error *err) {
    for (unsigned i = 0; i < exchange->streams && !exchange->on_demand; i++) {
        exchange->data[i] = exchange->udp ? net_connect(&exchange->server, true, connect_s, err)
                                          : dial(exchange, i, err);
        if (exchange->data[i] < 0)
            return error_wrap(err, "data connection %u", i);
    }
    double deadline = clock_now() + opening_s + connect_s;
    while (exchange->udp && clock_now() < deadline) {
        send_hellos(exchange);
        int ready = net_poll(exchange->control, POLLIN, clock_now() + hello_every_s, err);
        if (ready < 0)
            return -1;
        if (ready > 0)
            break;
    }
    json_t *open = net_message_expect(exchange->control, "open", deadline, err);
    json_decref(open);
    return open ? 0 : error_wrap(err, "opening the data connections");
}
