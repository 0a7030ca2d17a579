/* load.h - all clients at once: connected, timed, and the store compared afterwards. */
#ifndef VIRTAX_REDISLOAD_LOAD_H
#define VIRTAX_REDISLOAD_LOAD_H

#include "redisload/expected.h"
#include "redisload/loader.h"
#include "redisload/persistence.h"
#include "redisload/redis.h"

/* Everything of one run: made by load_init, used by load_run and load_check. */
struct load {
    const struct redisload_options *options;
    struct team team; /* the threads of the load, and the timekeeper */
    char *password;   /* NULL: none */
    struct redis control;
    struct persistence_found found; /* how the server was set */
    struct expected expected;
    bool wrote; /* the database holds keys of this run */
    struct operations operations;
    struct commands commands;
    struct connection *connection;
    struct arrivals arrivals;
    struct quota quota;
    struct loader **loader;
    struct tally slice, total;
    double busiest_share; /* of a CPU, by the thread of the load that used most */
    struct usage begin, end;
    json_t *server_before, *server_after; /* store_describe() */
};

/* Empties and fills the database, and opens all connections. Free it, also after an error: then its
 * keys are deleted, as far as the server still answers. */
int load_init(struct load *load, const struct redisload_options *options,
              const struct cpu_set *cpus, struct error *err);
void load_free(struct load *load);

/* Runs the load, with the marks around what counts; in slices the record then has their results.
 * Returns when every request is answered. */
int load_run(struct load *load, json_t *record, struct error *err);

/* Adds the check "state" to the record, and empties the database if that is as it must be. */
int load_check(struct load *load, json_t *record, struct error *err);

#endif
