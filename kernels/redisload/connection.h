/* connection.h - a client: its socket, what it has in flight and what comes back, never waiting. */
#ifndef VIRTAX_REDISLOAD_CONNECTION_H
#define VIRTAX_REDISLOAD_CONNECTION_H

#include "redisload/commands.h"

#include <hiredis/read.h>

/* A request that waits for its answer. */
struct asked {
    struct operation operation;
    uint64_t number;
    double due_s, sent_s; /* when it was meant to be sent, and was */
};

/* What was answered. */
struct answer {
    struct asked asked;
    bool hit; /* a get whose key was there */
};

struct connection {
    const struct commands *commands;
    const struct operations *operations;
    unsigned number, depth;
    int fd;
    redisReader *reader;
    uint64_t next;       /* number of the request that comes next */
    struct asked *asked; /* a ring of `depth` */
    unsigned first, in_flight;
    char *out; /* what could not be sent yet, from out_begin to out_end */
    size_t out_begin, out_end;
    bool hit;            /* of the answer that was read last */
    struct error *wrong; /* and what was wrong with it; NULL while nothing is read */
    bool is_wrong;
};

/* Takes over a connected socket; close it, also after an error. */
int connection_init(struct connection *connection, int fd, unsigned number, unsigned depth,
                    const struct commands *commands, const struct operations *operations,
                    struct error *err);
void connection_close(struct connection *connection);

/* Acknowledges what has come, as TCP would only after a while (tcp(7), TCP_QUICKACK): in slices
 * that would be in another's. */
void connection_settle(const struct connection *connection);

/* Puts its next request in flight, which has room (in_flight < depth); connection_send() sends it.
 */
void connection_ask(struct connection *connection, double due_s, double sent_s);

/* Sends what the socket takes; the rest when it can be written again. */
int connection_send(struct connection *connection, struct error *err);

/* Reads what has come into `bytes`: how much, 0: nothing (more), -1: failed or closed. */
ssize_t connection_receive(struct connection *connection, char *bytes, size_t size,
                           struct error *err);

/* The next answer among the bytes that were fed: 1, 0: there is none, -1: it is an error, or not an
 * answer to what was asked. */
int connection_feed(struct connection *connection, const char *bytes, size_t size,
                    struct error *err);
int connection_answer(struct connection *connection, struct answer *answer, struct error *err);

#endif
