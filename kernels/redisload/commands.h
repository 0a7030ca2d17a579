/* commands.h - SET and GET as Redis reads them (RESP: redis.io/docs/reference/protocol-spec). */
#ifndef VIRTAX_REDISLOAD_COMMANDS_H
#define VIRTAX_REDISLOAD_COMMANDS_H

#include "redisload/operations.h"

/* One command of fixed size, in which only key and value change. */
struct command {
    char *text;
    size_t size, key_at, value_at; /* value_at 0: has none */
};

struct commands {
    struct command set, get;
};

int commands_make(struct commands *commands, const struct operations *operations,
                  struct error *err);
void commands_free(struct commands *commands);

/* The larger of both. */
size_t commands_size(const struct commands *commands);

/* Writes the request of this number; returns its size. */
size_t commands_write(const struct commands *commands, const struct operations *operations,
                      const struct operation *operation, uint64_t number, char *text);

#endif
