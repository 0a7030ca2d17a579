/* redis.c - requests that wait for their answers, and what servers say instead. */
#include "redisload/redis.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "net/socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>

static const double connect_s = 5, answer_s = 30;

char *redis_setting(struct redis *redis, const char *name, struct error *err) {
    cleanup_reply redisReply *reply = redis_ask(redis, err, "CONFIG GET %s", name);
    if (!reply)
        return NULL;
    if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 &&
        reply->element[1]->type == REDIS_REPLY_STRING)
        return strndup(reply->element[1]->str, reply->element[1]->len);
    return error_null(error_failed(err, "%s: CONFIG GET %s: not told", redis->name, name));
}

int redis_send(struct redis *s, const char *text, size_t size, struct error *err) {
    return net_send_all(s->fd, text, size, clock_now() + answer_s, err) < 0
               ? error_wrap(err, "%s", s->name)
               : 0;
}

/* What a server answers that does not want to. */
static int refused(const struct redis *s, const char *text, struct error *err) {
    if (strncmp(text, "NOAUTH", 6) == 0)
        return error_failed(err, "%s: wants a password; give it with --password-file=FILE",
                            s->name);
    if (strncmp(text, "WRONGPASS", 9) == 0 || strncmp(text, "ERR AUTH", 8) == 0)
        return error_failed(err, "%s: refuses the password of --password-file: %s", s->name, text);
    return error_failed(err, "%s: %s", s->name, text);
}

static int receive(struct redis *s, double deadline, struct error *err) {
    char bytes[16 << 10];
    ssize_t got = recv(s->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got > 0)
        return redisReaderFeed(s->reader, bytes, (size_t)got) == REDIS_OK
                   ? 0
                   : error_failed(err, "%s: out of memory", s->name);
    if (got == 0)
        return error_failed(err, "%s: the server closed the connection", s->name);
    if (errno == EINTR)
        return 0;
    if (errno != EAGAIN)
        return error_errno(err, "%s: receiving", s->name);
    int ready = net_poll(s->fd, POLLIN, deadline, err);
    return ready == 0 ? error_failed(err, "%s: no answer for %g s", s->name, answer_s)
                      : (ready < 0 ? -1 : 0);
}

redisReply *redis_answer(struct redis *s, struct error *err) {
    void *found = NULL;
    double deadline = clock_now() + answer_s;
    for (;;) {
        if (redisReaderGetReply(s->reader, &found) != REDIS_OK)
            return error_null(error_failed(err, "%s: does not speak as Redis does: %s", s->name,
                                           s->reader->errstr));
        if (found)
            break;
        if (receive(s, deadline, err) < 0)
            return NULL;
    }
    redisReply *reply = found;
    if (reply->type != REDIS_REPLY_ERROR)
        return reply;
    refused(s, reply->str, err);
    freeReplyObject(reply);
    return NULL;
}

redisReply *redis_ask(struct redis *s, struct error *err, const char *format, ...) {
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int size = redisvFormatCommand(&text, format, arguments);
    va_end(arguments);
    if (size < 0)
        return error_null(error_failed(err, "%s: out of memory", s->name));
    int sent = redis_send(s, text, (size_t)size, err);
    redisFreeCommand(text);
    return sent < 0 ? NULL : redis_answer(s, err);
}

int redis_open(struct redis *s, const struct net_address *server, const char *password,
               struct error *err) {
    *s = (struct redis){.fd = -1};
    net_address_format(server, s->name, sizeof s->name);
    s->fd = net_connect(server, false, connect_s, err);
    if (s->fd < 0 || net_set(s->fd, IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY", err) < 0)
        return -1;
    s->reader = redisReaderCreate();
    if (!s->reader)
        return error_failed(err, "%s: out of memory", s->name);
    if (!password)
        return 0;
    cleanup_reply redisReply *reply = redis_ask(s, err, "AUTH %s", password);
    return reply ? 0 : -1;
}

int redis_leave(struct redis *s) {
    int fd = s->fd;
    if (s->reader)
        redisReaderFree(s->reader);
    *s = (struct redis){.fd = -1};
    return fd;
}

void redis_close(struct redis *s) {
    int fd = redis_leave(s);
    if (fd >= 0)
        close(fd);
}
