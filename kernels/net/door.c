/* door.c - polls listening sockets and those whose preamble has not come, and drops the slow. */
#include "net/door.h"

#include "common/clock.h"
#include "net/socket.h"

#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* How long a stranger may wait, and at the least may at a worker's door: the worker's own clients
 * are among them, and a lost packet is sent again after 0.2 s. */
static const double stranger_s = 3, least_s = 0.25;
enum { WATCHED_MAX = 4, OPEN_TRIES = 16 };

static uint16_t *port_of(struct net_address *address) {
    return address->at.ss_family == AF_INET6 ? &((struct sockaddr_in6 *)&address->at)->sin6_port
                                             : &((struct sockaddr_in *)&address->at)->sin_port;
}

/* A port that is free for TCP may be taken for UDP: with port 0, try another. */
static int open_ports(struct net_door *door, const struct net_address *address, struct error *err) {
    for (int i = 0; i < OPEN_TRIES; i++) {
        door->address = *address;
        door->tcp = net_listen(&door->address, false, err);
        if (door->tcp < 0)
            return -1;
        door->udp = net_listen(&door->address, true, err);
        if (door->udp >= 0)
            return 0;
        close(door->tcp);
        door->tcp = -1;
        struct net_address wanted = *address;
        if (*port_of(&wanted) != 0)
            break;
    }
    return error_wrap(err, "UDP");
}

int net_door_open(struct net_door *door, const struct net_address *address, struct error *err) {
    *door = (struct net_door){.tcp = -1, .udp = -1, .told = -1, .room = NET_DOOR_WAITING};
    if (open_ports(door, address, err) < 0)
        return -1;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) < 0 ||
        (door->told = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK)) < 0)
        return error_errno(err, "signalfd");
    return 0;
}

void net_door_share(struct net_door *door, int tcp, unsigned workers) {
    size_t part = NET_DOOR_SHARED / workers;
    *door = (struct net_door){.tcp = tcp,
                              .udp = -1,
                              .told = -1,
                              .shared = true,
                              .room = part < NET_DOOR_WAITING ? part : NET_DOOR_WAITING};
}

void net_door_close(struct net_door *door) {
    const int fds[] = {door->shared ? -1 : door->tcp, door->udp, door->told};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++) {
        if (fds[i] >= 0)
            close(fds[i]);
    }
    for (size_t i = 0; i < door->waiting; i++)
        close(door->stranger[i].fd);
    *door = (struct net_door){.tcp = -1, .udp = -1, .told = -1};
}

/* Forgets a stranger; his descriptor is no longer the door's. */
static void forget(struct net_door *door, size_t i) {
    door->waiting--;
    memmove(&door->stranger[i], &door->stranger[i + 1],
            (door->waiting - i) * sizeof *door->stranger);
}

static void send_away(struct net_door *door, size_t i) {
    door->sent_away++;
    close(door->stranger[i].fd);
    forget(door, i);
}

static void let_in(struct net_door *door) {
    int fd = accept4(door->tcp, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) {
        /* The peer may have gone, or descriptors are short: the oldest stranger makes room. */
        if ((errno == EMFILE || errno == ENFILE) && door->waiting > 0)
            send_away(door, 0);
        return;
    }
    if (door->waiting == door->room)
        send_away(door, 0);
    door->stranger[door->waiting++] =
        (struct net_stranger){.fd = fd, .deadline = clock_now() + stranger_s};
}

/* Reads on; true where the preamble is whole and the stranger has become the arrival. */
static bool hear(struct net_door *door, size_t i, struct net_arrival *arrival) {
    struct net_stranger *stranger = &door->stranger[i];
    ssize_t got = recv(stranger->fd, stranger->wire + stranger->have,
                       NET_PREAMBLE_BYTES - stranger->have, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (got > 0)
        stranger->have += (size_t)got;
    if (got > 0 && stranger->have < NET_PREAMBLE_BYTES)
        return false;
    if (got <= 0 || !net_preamble_decode(stranger->wire, stranger->have, &arrival->preamble)) {
        send_away(door, i);
        return false;
    }
    arrival->fd = stranger->fd;
    forget(door, i);
    return true;
}

static void drop_expired(struct net_door *door, double now) {
    while (door->waiting > 0 && door->stranger[0].deadline <= now)
        send_away(door, 0);
}

/* When the next one may be let in: at once, but at a worker's full door once the oldest has had the
 * least time. */
static double free_from(const struct net_door *door) {
    return door->shared && door->waiting == door->room
               ? door->stranger[0].deadline - stranger_s + least_s
               : 0;
}

static int milliseconds_until(double deadline) {
    double left = deadline - clock_now();
    return left <= 0 ? 0 : (int)fmin(ceil(1e3 * left), 3600e3);
}

int net_door_wait(struct net_door *door, const int *watched, size_t count, bool datagrams,
                  double deadline, struct net_arrival *arrival, struct error *err) {
    if (count > WATCHED_MAX)
        return error_failed(err, "%zu descriptors to watch: more than %d", count, WATCHED_MAX);
    for (;;) {
        double now = clock_now();
        drop_expired(door, now);
        double free = free_from(door);
        bool closed = door->left || free > now;
        struct pollfd fds[3 + WATCHED_MAX + NET_DOOR_WAITING];
        size_t strangers = 3 + count, used = strangers;
        fds[0] = (struct pollfd){.fd = door->told, .events = POLLIN};
        fds[1] = (struct pollfd){.fd = closed ? -1 : door->tcp, .events = POLLIN};
        fds[2] = (struct pollfd){.fd = datagrams ? door->udp : -1, .events = POLLIN};
        for (size_t i = 0; i < count; i++)
            fds[3 + i] = (struct pollfd){.fd = watched[i], .events = POLLIN};
        for (size_t i = 0; i < door->waiting; i++)
            fds[used++] = (struct pollfd){.fd = door->stranger[i].fd, .events = POLLIN};

        double until = door->waiting > 0 ? fmin(deadline, door->stranger[0].deadline) : deadline;
        if (free > now)
            until = fmin(until, free);
        int ready = poll(fds, used, milliseconds_until(until));
        if (ready < 0 && errno != EINTR)
            return error_errno(err, "poll");
        if (ready > 0 && fds[0].revents)
            return NET_EVENT_TOLD;
        for (size_t i = 0; ready > 0 && i < count; i++) {
            if (fds[3 + i].revents)
                return NET_EVENT_WATCHED;
        }
        /* Before strangers are heard: a flood of them must not put the deadline off. */
        if (clock_now() >= deadline)
            return NET_EVENT_TIMEOUT;
        if (ready <= 0)
            continue;
        /* From the youngest, since whoever goes moves those after him. */
        for (size_t i = used; i-- > strangers;) {
            if (fds[i].revents && hear(door, i - strangers, arrival))
                return NET_EVENT_ARRIVAL;
        }
        if (fds[2].revents)
            return NET_EVENT_DATAGRAM;
        if (fds[1].revents)
            let_in(door);
    }
}
