/* door.h - a server's listening sockets and the strangers before them.
 *
 * A connection is nobody's until its preamble has come: at most NET_DOOR_WAITING of them wait, each
 * a few seconds and in a few fixed bytes; a new one takes the place of the oldest. So half-open
 * connections and floods cost a bounded amount of memory and never keep an honest client out.
 *
 * Where workers accept for themselves each has a door of its own to the same port, so that nobody
 * who keeps silent holds a worker up. At such a door even the oldest has the time to send a lost
 * packet again, since a session fails with a client that is turned away; who comes then waits. */
#ifndef VIRTAX_NET_DOOR_H
#define VIRTAX_NET_DOOR_H

#include "common/error.h"
#include "net/address.h"
#include "net/preamble.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    NET_DOOR_WAITING = 64,
    NET_DOOR_SHARED = 512, /* at all workers' doors together */
};

struct net_door {
    struct net_address address;
    int tcp, udp;       /* the same port number */
    int told;           /* a signalfd of SIGTERM and SIGINT */
    bool left;          /* workers accept for themselves now: leave the TCP port alone */
    bool shared;        /* a worker's: the port is another's to close */
    uint64_t sent_away; /* strangers that showed no preamble in time */
    size_t room;        /* strangers that may wait */
    size_t waiting;     /* the oldest first */
    struct net_stranger {
        int fd;
        double deadline;
        size_t have;
        uint8_t wire[NET_PREAMBLE_BYTES];
    } stranger[NET_DOOR_WAITING];
};

/* What came: a connection with its preamble, which is the caller's from now on. */
struct net_arrival {
    int fd;
    struct net_preamble preamble;
};

enum net_event {
    NET_EVENT_TIMEOUT,
    NET_EVENT_TOLD,     /* a signal asks the server to end */
    NET_EVENT_WATCHED,  /* one of the watched descriptors is readable */
    NET_EVENT_ARRIVAL,  /* *arrival is filled */
    NET_EVENT_DATAGRAM, /* the UDP port is readable */
};

/* Binds both ports of the address (0: a free one, the same for both) and blocks SIGTERM and SIGINT
 * in favour of `told`. */
int net_door_open(struct net_door *door, const struct net_address *address, struct error *err);
void net_door_close(struct net_door *door);

/* The door of one of `workers` (NET_STREAMS_MAX at most) that accept at the listening TCP socket
 * `tcp`, which stays the caller's: no signals, no datagrams. Cannot fail. */
void net_door_share(struct net_door *door, int tcp, unsigned workers);

/* Waits until the deadline (CLOCK_MONOTONIC seconds) for any of: a signal, the `count` watched
 * descriptors, an arrival, and a datagram where `datagrams` says so. */
int net_door_wait(struct net_door *door, const int *watched, size_t count, bool datagrams,
                  double deadline, struct net_arrival *arrival, struct error *err);

#endif
