/* store.h - the database before and after: emptied, filled, described, compared, emptied. */
#ifndef VIRTAX_REDISLOAD_STORE_H
#define VIRTAX_REDISLOAD_STORE_H

#include "redisload/commands.h"
#include "redisload/expected.h"
#include "redisload/redis.h"

/* Makes sure that the database is empty: one that holds keys is refused, or emptied where
 * `destroy`. */
int store_empty(struct redis *redis, bool destroy, struct error *err);

/* Sets every key to its value of OPERATION_PREFILL. */
int store_fill(struct redis *redis, const struct commands *commands,
               const struct operations *operations, struct error *err);

/* Deletes every key that requests can have set, and no other. */
int store_remove(struct redis *redis, const struct operations *operations, struct error *err);

/* What the server says of itself: {"version", "mode", "process_id", "used_cpu_s", "evicted_keys",
 * "rdb_saves", "rdb_last_bgsave_status", "aof_last_write_status", "config": {"save", "appendonly",
 * "maxmemory", "maxmemory-policy", "io-threads"}}; null where it does not say. */
json_t *store_describe(struct redis *redis, struct error *err);

/* Adds the check "state": the number of keys and the sampled values are as expected. */
int store_check(struct redis *redis, const struct operations *operations,
                const struct expected *expected, json_t *record, struct error *err);

#endif
