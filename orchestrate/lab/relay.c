/* relay.c - clients' sockets and the server's in pairs, and a queue of what is under way. */
#include "relay.h"

#include "base/process.h"
#include "common/cleanup.h"
#include "common/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PAIRS = 64, MESSAGE_BYTES = 65536, CLIENT = 0, SERVER = 1 };

/* From here on the clock is asked: later than this no timer comes that is not late by itself. */
static const double watch_s = 150e-6;

struct pair {
    bool used, udp;
    int fd[2];                 /* the client's is -1 over UDP: all have the listening one */
    struct sockaddr_in client; /* over UDP */
    bool ended[2];
};

/* A message on its way to one end of a pair; without bytes it is the end of what comes there. */
struct held {
    struct held *next;
    double due;
    size_t pair;
    int side;
    size_t size;
    unsigned char bytes[];
};

struct relay {
    const struct relay_spec *spec;
    int tcp, udp;
    struct pair pair[PAIRS];
    struct held *first, **last; /* by time, since all wait equally long */
};

int relay_address(const char *text, struct sockaddr_in *address, struct error *err) {
    char host[INET_ADDRSTRLEN];
    const char *colon = strrchr(text, ':');
    char *end = NULL;
    long port = colon ? strtol(colon + 1, &end, 10) : 0;
    *address = (struct sockaddr_in){.sin_family = AF_INET};
    if (!colon || colon - text >= (long)sizeof host || *end || port < 1 || port > 65535)
        return error_usage(err, "'%s': ADDRESS:PORT expected", text);
    snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
    address->sin_port = htons((uint16_t)port);
    return inet_pton(AF_INET, host, &address->sin_addr) == 1
               ? 0
               : error_usage(err, "'%s': a numeric IPv4 address expected", host);
}

static int open_listening(const struct sockaddr_in *at, int type, struct error *err) {
    int on = 1, fd = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
        bind(fd, (const struct sockaddr *)at, sizeof *at) < 0 ||
        (type == SOCK_STREAM && listen(fd, PAIRS) < 0)) {
        error_errno(err, "relay: %s:%d", inet_ntoa(at->sin_addr), ntohs(at->sin_port));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

static int open_towards(const struct sockaddr_in *to, int type) {
    int on = 1, fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (connect(fd, (const struct sockaddr *)to, sizeof *to) < 0 ||
        (type == SOCK_STREAM && setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

static struct pair *free_pair(struct relay *relay) {
    for (size_t i = 0; i < PAIRS; i++)
        if (!relay->pair[i].used)
            return &relay->pair[i];
    return NULL;
}

static void close_pair(struct pair *pair) {
    for (int side = 0; side < 2; side++)
        if (pair->fd[side] >= 0)
            close(pair->fd[side]);
    *pair = (struct pair){0};
}

/* A client whose server cannot be reached is sent away, as that would have done. */
static void accept_client(struct relay *relay) {
    int on = 1, client = accept4(relay->tcp, NULL, NULL, SOCK_CLOEXEC);
    struct pair *pair = free_pair(relay);
    if (client < 0)
        return;
    int server = pair ? open_towards(&relay->spec->to, SOCK_STREAM) : -1;
    if (server < 0 || setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) {
        close(client);
        if (server >= 0)
            close(server);
        return;
    }
    *pair = (struct pair){.used = true, .fd = {client, server}};
}

static struct pair *pair_of_client(struct relay *relay, const struct sockaddr_in *client) {
    for (size_t i = 0; i < PAIRS; i++) {
        struct pair *pair = &relay->pair[i];
        if (pair->used && pair->udp && pair->client.sin_port == client->sin_port &&
            pair->client.sin_addr.s_addr == client->sin_addr.s_addr)
            return pair;
    }
    struct pair *pair = free_pair(relay);
    int server = pair ? open_towards(&relay->spec->to, SOCK_DGRAM) : -1;
    if (server < 0)
        return NULL;
    *pair = (struct pair){.used = true, .udp = true, .fd = {-1, server}, .client = *client};
    return pair;
}

static int hold(struct relay *relay, const struct pair *pair, int side, const void *bytes,
                size_t size, double now, struct error *err) {
    struct held *held = malloc(sizeof *held + size);
    if (!held)
        return error_failed(err, "relay: out of memory");
    *held = (struct held){.due = now + relay->spec->delay_s,
                          .pair = (size_t)(pair - relay->pair),
                          .side = side,
                          .size = size};
    memcpy(held->bytes, bytes, size);
    *relay->last = held;
    relay->last = &held->next;
    return 0;
}

static int take_datagram(struct relay *relay, unsigned char *bytes, struct error *err) {
    struct sockaddr_in client;
    socklen_t length = sizeof client;
    ssize_t size =
        recvfrom(relay->udp, bytes, MESSAGE_BYTES, 0, (struct sockaddr *)&client, &length);
    double now = clock_now();
    struct pair *pair = size > 0 ? pair_of_client(relay, &client) : NULL;
    return pair ? hold(relay, pair, SERVER, bytes, (size_t)size, now, err) : 0;
}

/* What one end of a pair has sent goes to the other one. */
static int take(struct relay *relay, struct pair *pair, int side, unsigned char *bytes,
                struct error *err) {
    ssize_t size = recv(pair->fd[side], bytes, MESSAGE_BYTES, MSG_DONTWAIT);
    double now = clock_now();
    if (size < 0 && (errno == EAGAIN || errno == EINTR || pair->udp))
        return 0; /* over UDP: nobody is at that port, which its client finds out */
    if (size <= 0 && !pair->udp)
        pair->ended[side] = true;
    return hold(relay, pair, !side, bytes, size > 0 ? (size_t)size : 0, now, err);
}

static void hand_on(struct relay *relay, const struct held *held) {
    struct pair *pair = &relay->pair[held->pair];
    int fd = pair->fd[held->side];
    if (!pair->used)
        return;
    if (pair->udp && held->side == CLIENT)
        sendto(relay->udp, held->bytes, held->size, 0, (const struct sockaddr *)&pair->client,
               sizeof pair->client);
    else if (pair->udp)
        send(fd, held->bytes, held->size, 0);
    else if (held->size == 0)
        shutdown(fd, SHUT_WR);
    else
        send(fd, held->bytes, held->size, MSG_NOSIGNAL); /* waits for room */
    if (!pair->udp && held->size == 0 && pair->ended[CLIENT] && pair->ended[SERVER])
        close_pair(pair);
}

static void hand_on_due(struct relay *relay) {
    while (relay->first && relay->first->due <= clock_now()) {
        struct held *held = relay->first;
        hand_on(relay, held);
        relay->first = held->next;
        if (!relay->first)
            relay->last = &relay->first;
        free(held);
    }
}

/* Descriptors to wait for: the pair and side of each, no pair for the listening ones; behind them
 * the interrupt's. */
struct watched {
    size_t count;
    struct pollfd poll[3 + 2 * PAIRS];
    struct {
        struct pair *pair;
        int side;
    } of[2 + 2 * PAIRS];
};

static void watch(struct watched *watched, int fd, struct pair *pair, int side) {
    watched->poll[watched->count] = (struct pollfd){.fd = fd, .events = POLLIN};
    watched->of[watched->count].pair = pair;
    watched->of[watched->count++].side = side;
}

static void watch_all(struct relay *relay, struct watched *watched) {
    watched->count = 0;
    watch(watched, relay->tcp, NULL, 0);
    watch(watched, relay->udp, NULL, 1);
    for (size_t i = 0; i < PAIRS; i++)
        for (int side = 0; side < 2; side++) {
            struct pair *pair = &relay->pair[i];
            if (pair->used && pair->fd[side] >= 0 && !pair->ended[side])
                watch(watched, pair->fd[side], pair, side);
        }
    watched->poll[watched->count] = (struct pollfd){.fd = process_interrupt_fd(), .events = POLLIN};
}

static int await(const struct relay *relay, struct watched *watched) {
    struct timespec no_longer = {0};
    if (!relay->first)
        return ppoll(watched->poll, watched->count + 1, NULL, NULL);
    double left = relay->first->due - clock_now() - watch_s;
    if (left > 0)
        no_longer = clock_timespec(left);
    return ppoll(watched->poll, watched->count + 1, &no_longer, NULL);
}

static int serve(struct relay *relay, unsigned char *bytes, struct error *err) {
    struct watched watched;
    while (!process_interrupted()) {
        watch_all(relay, &watched);
        int ready = await(relay, &watched);
        if (ready < 0 && errno != EINTR)
            return error_errno(err, "relay: poll");
        hand_on_due(relay);
        for (size_t i = 0; ready > 0 && i < watched.count; i++) {
            struct pair *pair = watched.of[i].pair;
            int status = 0;
            if (!watched.poll[i].revents)
                continue;
            if (pair)
                status = pair->used ? take(relay, pair, watched.of[i].side, bytes, err) : 0;
            else if (watched.of[i].side)
                status = take_datagram(relay, bytes, err);
            else
                accept_client(relay);
            if (status < 0)
                return -1;
        }
        hand_on_due(relay);
    }
    return 0;
}

int relay_serve(const struct relay_spec *spec, FILE *said, struct error *err) {
    cleanup_free unsigned char *bytes = malloc(MESSAGE_BYTES);
    struct relay relay = {.spec = spec, .tcp = -1, .udp = -1};
    relay.last = &relay.first;
    if (!bytes)
        return error_failed(err, "relay: out of memory");
    /* Others that wait for its CPU would make it late; where it may not, they do. */
    (void)!prctl(PR_SET_TIMERSLACK, 1UL);
    (void)!sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1});
    relay.tcp = open_listening(&spec->listen, SOCK_STREAM, err);
    relay.udp = relay.tcp < 0 ? -1 : open_listening(&spec->listen, SOCK_DGRAM, err);
    int status = relay.udp < 0 ? -1 : 0;
    if (status == 0) {
        fprintf(said, "virtax relay: listening on %s:%d\n", inet_ntoa(spec->listen.sin_addr),
                ntohs(spec->listen.sin_port));
        fflush(said);
        status = serve(&relay, bytes, err);
    }
    while (relay.first) {
        struct held *held = relay.first;
        relay.first = held->next;
        free(held);
    }
    for (size_t i = 0; i < PAIRS; i++)
        if (relay.pair[i].used)
            close_pair(&relay.pair[i]);
    if (relay.tcp >= 0)
        close(relay.tcp);
    if (relay.udp >= 0)
        close(relay.udp);
    return status;
}
