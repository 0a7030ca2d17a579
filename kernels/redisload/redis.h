/* redis.h - a connection to a Redis server on which one asks and waits: to log in, to prepare the
 * database and to look at it afterwards. */
#ifndef VIRTAX_REDISLOAD_REDIS_H
#define VIRTAX_REDISLOAD_REDIS_H

#include "net/address.h"

#include <hiredis/hiredis.h>

struct redis {
    int fd;
    redisReader *reader;
    char name[NET_ADDRESS_TEXT];
};

/* Connects and logs in; `password` NULL: the server needs none. Close it, also after an error. */
int redis_open(struct redis *redis, const struct net_address *server, const char *password,
               struct error *err);
void redis_close(struct redis *redis);

/* Closes all but the socket, which it returns. */
int redis_leave(struct redis *redis);

/* Asks (redisCommand's format) and returns the answer, to be freed by freeReplyObject(). NULL where
 * none came in time, or an error, which it tells. */
redisReply *redis_ask(struct redis *redis, struct error *err, const char *format, ...);

/* A setting (CONFIG GET) as text, to be freed; NULL with an error where it is not told: a user may
 * have no right to ask, and a server may have renamed it. */
char *redis_setting(struct redis *redis, const char *name, struct error *err);

/* Sends bytes; takes an answer to what was sent. */
int redis_send(struct redis *redis, const char *text, size_t size, struct error *err);
redisReply *redis_answer(struct redis *redis, struct error *err);

static inline void redis_free_reply(redisReply **reply) {
    if (*reply)
        freeReplyObject(*reply);
}
#define cleanup_reply cleanup_by(redis_free_reply)

#endif
