/* socket.c - sockets with deadlines, and errors that say what to try. */
#include "net/socket.h"

#include "common/cleanup.h"
#include "common/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

enum { BACKLOG = 128 };

int net_set(int fd, int level, int option, int value, const char *name, struct error *err) {
    if (setsockopt(fd, level, option, &value, sizeof value) < 0)
        return error_errno(err, "%s=%d", name, value);
    return 0;
}

int net_timeouts(int fd, double seconds, struct error *err) {
    struct timeval after = {.tv_sec = (time_t)seconds,
                            .tv_usec = (suseconds_t)(1e6 * fmod(seconds, 1))};
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &after, sizeof after) < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &after, sizeof after) < 0)
        return error_errno(err, "time-outs of a socket");
    return 0;
}

int net_watch_peer(int fd, struct error *err) {
    if (net_set(fd, SOL_SOCKET, SO_KEEPALIVE, 1, "SO_KEEPALIVE", err) < 0 ||
        net_set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 5, "TCP_KEEPIDLE", err) < 0 ||
        net_set(fd, IPPROTO_TCP, TCP_KEEPINTVL, 3, "TCP_KEEPINTVL", err) < 0 ||
        net_set(fd, IPPROTO_TCP, TCP_KEEPCNT, 3, "TCP_KEEPCNT", err) < 0 ||
        net_set(fd, IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY", err) < 0)
        return -1;
    return net_set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 15000, "TCP_USER_TIMEOUT", err);
}

static int explain_bind(const char *text, struct error *err) {
    if (errno == EADDRINUSE)
        return error_failed(err, "%s: another program has this port; choose one with --listen=%s",
                            text, "ADDR:PORT");
    if (errno == EADDRNOTAVAIL)
        return error_failed(err, "%s: not an address of this machine ('ip address' lists them)",
                            text);
    return error_errno(err, "%s: listening", text);
}

int net_listen(struct net_address *address, bool udp, struct error *err) {
    char text[NET_ADDRESS_TEXT];
    net_address_format(address, text, sizeof text);
    int type = (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK;
    cleanup_close int fd = socket(address->at.ss_family, type, 0);
    if (fd < 0)
        return error_errno(err, "%s: socket", text);
    if (net_set(fd, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR", err) < 0 ||
        (address->at.ss_family == AF_INET6 &&
         net_set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1, "IPV6_V6ONLY", err) < 0))
        return error_wrap(err, "%s", text);
    if (bind(fd, (const struct sockaddr *)&address->at, address->length) < 0 ||
        (!udp && listen(fd, BACKLOG) < 0))
        return explain_bind(text, err);
    if (getsockname(fd, (struct sockaddr *)&address->at, &address->length) < 0)
        return error_errno(err, "%s: getsockname", text);
    int kept = fd;
    fd = -1;
    return kept;
}

static int explain_connect(const char *text, struct error *err) {
    if (errno == ECONNREFUSED)
        return error_failed(err, "%s: nothing listens there; start a server there first", text);
    if (errno == ETIMEDOUT)
        return error_failed(err, "%s: no answer; check the address, the path and its firewalls",
                            text);
    return error_errno(err, "%s: connecting", text);
}

/* Waits for a non-blocking connect(2) to end; errno says how it failed. */
static int await_connect(int fd, double deadline) {
    if (errno != EINPROGRESS)
        return -1;
    int ready = net_poll(fd, POLLOUT, deadline, NULL);
    if (ready <= 0) {
        errno = ready == 0 ? ETIMEDOUT : errno;
        return -1;
    }
    int cause = 0;
    socklen_t size = sizeof cause;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &cause, &size) < 0)
        return -1;
    errno = cause;
    return cause == 0 ? 0 : -1;
}

int net_connect(const struct net_address *address, bool udp, double seconds, struct error *err) {
    char text[NET_ADDRESS_TEXT];
    net_address_format(address, text, sizeof text);
    int type = (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK;
    cleanup_close int fd = socket(address->at.ss_family, type, 0);
    if (fd < 0)
        return error_errno(err, "%s: socket", text);
    if (connect(fd, (const struct sockaddr *)&address->at, address->length) < 0 &&
        await_connect(fd, clock_now() + seconds) < 0)
        return explain_connect(text, err);
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) < 0)
        return error_errno(err, "%s: fcntl", text);
    int kept = fd;
    fd = -1;
    return kept;
}

int net_connect_beside(const struct net_address *local, const struct net_address *peer,
                       struct error *err) {
    cleanup_close int fd = socket(local->at.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return error_errno(err, "UDP socket");
    if (net_set(fd, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR", err) < 0)
        return -1;
    if (bind(fd, (const struct sockaddr *)&local->at, local->length) < 0 ||
        connect(fd, (const struct sockaddr *)&peer->at, peer->length) < 0)
        return error_errno(err, "UDP socket for a stream");
    int kept = fd;
    fd = -1;
    return kept;
}

int net_poll(int fd, short events, double deadline, struct error *err) {
    for (;;) {
        double left = deadline - clock_now();
        struct pollfd one = {.fd = fd, .events = events};
        int ready = poll(&one, 1, left > 0 ? (int)ceil(1e3 * left) : 0);
        if (ready >= 0)
            return ready > 0;
        if (errno != EINTR)
            return error_errno(err, "poll");
    }
}

static int wait_more(int fd, short events, double deadline, struct error *err) {
    int ready = net_poll(fd, events, deadline, err);
    return ready == 0 ? error_failed(err, "no answer in time") : ready;
}

int net_send_all(int fd, const void *bytes, size_t size, double deadline, struct error *err) {
    const char *at = bytes;
    while (size > 0) {
        ssize_t sent = send(fd, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            at += sent;
            size -= (size_t)sent;
        } else if (errno == EAGAIN) {
            if (wait_more(fd, POLLOUT, deadline, err) < 0)
                return -1;
        } else if (errno != EINTR) {
            return error_errno(err, "sending");
        }
    }
    return 0;
}

int net_receive_all(int fd, void *bytes, size_t size, double deadline, struct error *err) {
    char *at = bytes;
    while (size > 0) {
        ssize_t got = recv(fd, at, size, MSG_DONTWAIT);
        if (got == 0)
            return error_failed(err, "the other side closed the connection");
        if (got > 0) {
            at += got;
            size -= (size_t)got;
        } else if (errno == EAGAIN) {
            if (wait_more(fd, POLLIN, deadline, err) < 0)
                return -1;
        } else if (errno != EINTR) {
            return error_errno(err, "receiving");
        }
    }
    return 0;
}
