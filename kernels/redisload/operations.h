/* operations.h - what each connection asks for, one request after the other.
 *
 * Everything follows from the seed, the connection and the number of the request, and a key belongs
 * to one connection: so the store's last state follows from how many requests each has made. */
#ifndef VIRTAX_REDISLOAD_OPERATIONS_H
#define VIRTAX_REDISLOAD_OPERATIONS_H

#include "redisload/options.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct operations {
    uint64_t seed, keys;
    unsigned clients;
    struct mix_ratio mix;
    size_t key_size, value_size;
};

struct operation {
    bool set; /* or get */
    uint64_t key;
};

/* The number of a value that --prefill has set: no request has it. */
#define OPERATION_PREFILL UINT64_MAX

struct operations operations_of(const struct redisload_options *options);

/* The request of this number (from 0) of this connection. */
struct operation operation_at(const struct operations *operations, unsigned connection,
                              uint64_t number);

/* Writes a key's name of key_size characters, or the value of value_size bytes that the request of
 * this number gives it. Neither ends with a zero. */
void operation_key(const struct operations *operations, uint64_t key, char *name);
void operation_value(const struct operations *operations, uint64_t key, uint64_t number,
                     char *value);

/* Could this be a value of the key, whichever request gave it? */
bool operation_is_value_of(const struct operations *operations, uint64_t key, const char *value,
                           size_t size);

#endif
