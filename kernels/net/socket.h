/* socket.h - sockets that come up, wait and fail with a message. */
#ifndef VIRTAX_NET_SOCKET_H
#define VIRTAX_NET_SOCKET_H

#include "common/error.h"
#include "net/address.h"

#include <stdbool.h>
#include <stddef.h>

/* A listening (TCP) or bound (UDP) non-blocking socket on exactly this address; *address gets the
 * port that the kernel chose where it was 0. -1 with a message otherwise. */
int net_listen(struct net_address *address, bool udp, struct error *err);

/* A connected blocking socket; TCP gives up after `seconds`. */
int net_connect(const struct net_address *address, bool udp, double seconds, struct error *err);

/* A UDP socket bound to `local` beside the one that is bound there already, and connected to
 * `peer`: the kernel then delivers that peer's datagrams here and all others there. */
int net_connect_beside(const struct net_address *local, const struct net_address *peer,
                       struct error *err);

/* Sets an integer option and names it on failure. */
int net_set(int fd, int level, int option, int value, const char *name, struct error *err);

/* Makes send and receive calls return EAGAIN after so many seconds (0: never). */
int net_timeouts(int fd, double seconds, struct error *err);

/* Notices within about 15 s that the other machine is gone: keep-alives and TCP_USER_TIMEOUT
 * (tcp(7)). For control connections, which are silent for long. */
int net_watch_peer(int fd, struct error *err);

/* Send or receive all `size` bytes before the deadline (CLOCK_MONOTONIC seconds) on a blocking or
 * non-blocking stream socket. An end of file is an error that says so. */
int net_send_all(int fd, const void *bytes, size_t size, double deadline, struct error *err);
int net_receive_all(int fd, void *bytes, size_t size, double deadline, struct error *err);

/* poll(2) for `events` until the deadline: 1 ready, 0 too late. */
int net_poll(int fd, short events, double deadline, struct error *err);

#endif
