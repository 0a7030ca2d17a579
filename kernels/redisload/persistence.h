/* persistence.h - whether the server writes what it holds to its disk: asked for, read back, and
 * left as it was found. */
#ifndef VIRTAX_REDISLOAD_PERSISTENCE_H
#define VIRTAX_REDISLOAD_PERSISTENCE_H

#include "redisload/redis.h"

#include <jansson.h>

/* Kinds, as --persistence has them: any is what the server is set to, none is demanded, rdb and aof
 * are set; ended by NULL. */
extern const char *const persistence_names[];
enum persistence { PERSISTENCE_ANY, PERSISTENCE_NONE, PERSISTENCE_RDB, PERSISTENCE_AOF };

/* The settings that were there before; NULL: none was changed. */
struct persistence_found {
    char *save, *appendonly;
};

/* Makes it so (CONFIG SET), or refuses a server that saves where it must not. Waits until what the
 * change itself writes is written. */
int persistence_set(struct redis *redis, enum persistence kind, struct persistence_found *before,
                    struct error *err);

/* Sets what it was set to; in every case `before` is empty then. */
int persistence_restore(struct redis *redis, struct persistence_found *before, struct error *err);

/* Adds the check "persistence" where it was set: what was to be written was. `server` is
 * store_describe()'s. */
int persistence_check(enum persistence kind, const json_t *server, json_t *record,
                      struct error *err);

#endif
