/* connection.c - requests out, answers in: hiredis reads them, and nothing of them is kept. */
#include "redisload/connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* hiredis asks for an object for each answer and its parts; ours are judged at once and are all
 * this one. */
static char judged;

static void *is_wrong(struct connection *c, const char *what, const char *text, size_t size) {
    if (!c->is_wrong)
        error_failed(c->wrong, "%s%.*s", what, (int)(size < 200 ? size : 200), text);
    c->is_wrong = true;
    return &judged;
}

static void *judge_text(const redisReadTask *task, char *text, size_t size) {
    struct connection *c = task->privdata;
    const struct asked *asked = &c->asked[c->first];
    if (task->type == REDIS_REPLY_ERROR)
        return is_wrong(c, "", text, size);
    bool right = asked->operation.set
                     ? task->type == REDIS_REPLY_STATUS && size == 2 && memcmp(text, "OK", 2) == 0
                     : task->type == REDIS_REPLY_STRING &&
                           operation_is_value_of(c->operations, asked->operation.key, text, size);
    c->hit = !asked->operation.set;
    if (right && !task->parent)
        return &judged;
    return is_wrong(
        c, asked->operation.set ? "SET: answered " : "GET: not a value of this key: ", text, size);
}

static void *judge_nil(const redisReadTask *task) {
    struct connection *c = task->privdata;
    c->hit = false;
    return c->asked[c->first].operation.set ? is_wrong(c, "SET: answered nil", "", 0) : &judged;
}

static void *judge_array(const redisReadTask *task, int elements) {
    (void)elements;
    return is_wrong(task->privdata, "answered a list", "", 0);
}

static void *judge_integer(const redisReadTask *task, long long number) {
    (void)number;
    return is_wrong(task->privdata, "answered a number", "", 0);
}

static void forget(void *object) {
    (void)object;
}

int connection_init(struct connection *c, int fd, unsigned number, unsigned depth,
                    const struct commands *commands, const struct operations *operations,
                    struct error *err) {
    static redisReplyObjectFunctions judges = {judge_text, judge_array, judge_integer, judge_nil,
                                               forget};
    *c = (struct connection){
        .commands = commands, .operations = operations, .number = number, .depth = depth, .fd = fd};
    c->asked = calloc(depth, sizeof *c->asked);
    c->out = malloc(depth * commands_size(commands));
    c->reader = redisReaderCreateWithFunctions(&judges);
    if (!c->asked || !c->out || !c->reader)
        return error_failed(err, "client %u: out of memory", number);
    c->reader->privdata = c;
    return 0;
}

void connection_close(struct connection *c) {
    if (c->fd >= 0)
        close(c->fd);
    if (c->reader)
        redisReaderFree(c->reader);
    free(c->asked);
    free(c->out);
    *c = (struct connection){.fd = -1};
}

void connection_settle(const struct connection *c) {
    for (int quick = 1; quick >= 0; quick--) /* and back to TCP's own ways */
        setsockopt(c->fd, IPPROTO_TCP, TCP_QUICKACK, &quick, sizeof quick);
}

/* Room for `depth` commands is enough: no more are in flight, and what is sent makes way. */
static char *room(struct connection *c) {
    if (c->out_begin > 0) {
        memmove(c->out, c->out + c->out_begin, c->out_end - c->out_begin);
        c->out_end -= c->out_begin;
        c->out_begin = 0;
    }
    return c->out + c->out_end;
}

void connection_ask(struct connection *c, double due_s, double sent_s) {
    struct asked *asked = &c->asked[(c->first + c->in_flight++) % c->depth];
    *asked = (struct asked){.operation = operation_at(c->operations, c->number, c->next),
                            .number = c->next,
                            .due_s = due_s,
                            .sent_s = sent_s};
    c->out_end += commands_write(c->commands, c->operations, &asked->operation, c->next, room(c));
    c->next++;
}

int connection_send(struct connection *c, struct error *err) {
    while (c->out_begin < c->out_end) {
        ssize_t sent = send(c->fd, c->out + c->out_begin, c->out_end - c->out_begin,
                            MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0)
            c->out_begin += (size_t)sent;
        else if (errno == EAGAIN)
            return 0;
        else if (errno != EINTR)
            return error_errno(err, "client %u: sending", c->number);
    }
    c->out_begin = c->out_end = 0;
    return 0;
}

ssize_t connection_receive(struct connection *c, char *bytes, size_t size, struct error *err) {
    for (;;) {
        ssize_t got = recv(c->fd, bytes, size, MSG_DONTWAIT);
        if (got > 0)
            return got;
        if (got == 0)
            return error_failed(err, "client %u: the server closed the connection", c->number);
        if (errno == EAGAIN)
            return 0;
        if (errno != EINTR)
            return error_errno(err, "client %u: receiving", c->number);
    }
}

int connection_feed(struct connection *c, const char *bytes, size_t size, struct error *err) {
    return redisReaderFeed(c->reader, bytes, size) == REDIS_OK
               ? 0
               : error_failed(err, "client %u: %s", c->number, c->reader->errstr);
}

int connection_answer(struct connection *c, struct answer *answer, struct error *err) {
    struct error why = {0};
    void *object = NULL;
    c->wrong = &why;
    int read = redisReaderGetReply(c->reader, &object);
    c->wrong = NULL;
    if (read != REDIS_OK)
        return error_failed(err, "client %u: does not speak as Redis does: %s", c->number,
                            c->reader->errstr);
    if (c->in_flight == 0 && (object || c->is_wrong))
        return error_failed(err, "client %u: answered more than was asked", c->number);
    if (c->is_wrong)
        return error_failed(err, "client %u: request %llu: %s", c->number,
                            (unsigned long long)c->asked[c->first].number, why.text);
    if (!object)
        return 0;
    *answer = (struct answer){.asked = c->asked[c->first], .hit = c->hit};
    c->first = (c->first + 1) % c->depth;
    c->in_flight--;
    return 1;
}
