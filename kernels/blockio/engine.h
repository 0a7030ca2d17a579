/* engine.h - ways of handing reads and writes to the kernel, behind one small interface.
 *
 * An engine belongs to the thread that opened it. Requests are queued, handed over in one batch,
 * and come back in any order. */
#ifndef VIRTAX_BLOCKIO_ENGINE_H
#define VIRTAX_BLOCKIO_ENGINE_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum engine_name { ENGINE_IO_URING, ENGINE_LIBAIO, ENGINE_PSYNC, ENGINES };
enum { ENGINE_AUTO = ENGINES };

/* The names in the order of the enumeration, "auto" and NULL. */
extern const char *const engine_names[];

/* One read or write of a whole block. `result` is what came back: bytes, or -errno. */
struct request {
    bool write;
    uint64_t offset;
    char *data;
    int64_t result;
};

struct engine_setup {
    int fd;
    unsigned depth; /* requests in flight at most; 1 for engines without a queue */
    size_t block;
    char *buffers; /* of `depth` blocks: all data lies there */
    bool fixed_buffers;
};

struct engine;

struct engine_kind {
    bool queues; /* keeps many requests in flight by itself; otherwise each takes a thread */

    /* Can it be used here? STATUS_UNAVAILABLE with the cause and what mends it. */
    int (*probe)(struct error *err);
    struct engine *(*open)(const struct engine_setup *setup, struct error *err);
    /* Takes a request, which must stay where it is, into the batch. */
    void (*queue)(struct engine *engine, struct request *request);
    /* Hands the batch over without waiting. */
    int (*submit)(struct engine *engine, struct error *err);
    /* Hands the batch over and waits until a request is done or `most_s` seconds are over
     * (infinite: no limit). Returns how many of `done` (room for all in flight) it filled. */
    int (*wait)(struct engine *engine, double most_s, struct request **done, struct error *err);
    /* What provably is in use, as evidence. */
    json_t *(*evidence)(const struct engine *engine);
    void (*close)(struct engine *engine);
};

extern const struct engine_kind engine_io_uring, engine_libaio, engine_psync;

const struct engine_kind *engine_kind(enum engine_name name);

/* Chooses an engine: `asked`, or the first of the enumeration that works where that is ENGINE_AUTO.
 * Fills *chosen and `why`: "asked", "the first choice", or why those before it do not work.
 * STATUS_UNAVAILABLE where none does. */
int engine_choose(int asked, enum engine_name *chosen, char *why, size_t size, struct error *err);

#endif
