/* operations.c - requests drawn by mixing numbers, keys as decimal numbers, values that tell whose
 * they are. */
#include "redisload/operations.h"

#include "common/mix.h"

#include <string.h>

/* Separate streams of choices from one seed. */
enum { STREAM_KEY = 1, STREAM_KIND };

/* A value: who it belongs to, which request gave it, and nothing. */
enum { OWNER_DIGITS = 8, NUMBER_DIGITS = 16 };

struct operations operations_of(const struct redisload_options *o) {
    return (struct operations){.seed = o->seed,
                               .keys = o->keys,
                               .clients = o->clients,
                               .mix = o->mix,
                               .key_size = o->key_size,
                               .value_size = o->value_size};
}

/* Connections own every clients-th key, so that they have as many as each other, or one more. */
static uint64_t keys_of(const struct operations *o, unsigned connection) {
    return o->keys / o->clients + (connection < o->keys % o->clients);
}

struct operation operation_at(const struct operations *o, unsigned connection, uint64_t number) {
    uint64_t draw = mix_pair(o->seed ^ mix(connection), number);
    uint64_t kind = mix(draw ^ STREAM_KIND) % (o->mix.set + o->mix.get);
    uint64_t own = mix(draw ^ STREAM_KEY) % keys_of(o, connection);
    return (struct operation){.set = kind < o->mix.set, .key = own * o->clients + connection};
}

void operation_key(const struct operations *o, uint64_t key, char *name) {
    for (size_t i = o->key_size; i-- > 0; key /= 10)
        name[i] = (char)('0' + key % 10);
}

/* The lowest digit first, so that a short value loses the highest ones. */
static size_t put_digits(uint64_t number, size_t digits, char *text, size_t room) {
    static const char hexadecimal[] = "0123456789abcdef";
    size_t count = digits < room ? digits : room;
    for (size_t i = 0; i < count; i++, number >>= 4)
        text[i] = hexadecimal[number & 15];
    return count;
}

void operation_value(const struct operations *o, uint64_t key, uint64_t number, char *value) {
    size_t at = put_digits(mix(key), OWNER_DIGITS, value, o->value_size);
    at += put_digits(number, NUMBER_DIGITS, value + at, o->value_size - at);
    memset(value + at, 'v', o->value_size - at);
}

bool operation_is_value_of(const struct operations *o, uint64_t key, const char *value,
                           size_t size) {
    char owner[OWNER_DIGITS];
    size_t count = put_digits(mix(key), OWNER_DIGITS, owner, o->value_size);
    return size == o->value_size && memcmp(value, owner, count) == 0;
}
