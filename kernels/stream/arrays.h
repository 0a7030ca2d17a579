/* arrays.h - STREAM's three arrays: where they lie, whose share is whose, and whether they are
 * right. */
#ifndef VIRTAX_STREAM_ARRAYS_H
#define VIRTAX_STREAM_ARRAYS_H

#include "common/error.h"
#include "common/memory.h"
#include "harness/threads.h"
#include "variants.h"

#include <stdint.h>

#define STREAM_SCALAR 3.0

/* Each iteration multiplies a by 15 (with the scalar 3). STREAM's own runs have 10 iterations; runs
 * measured by time have any number and would end in infinities. So all values start afresh,
 * untimed, after every so many: they stay whole numbers below 2^53, and every element must be
 * exact. */
enum { STREAM_RESTART = 10 };

/* STREAM's rule: each array at least this many times the last-level caches together
 * (stream.c, "INSTRUCTIONS" 1a). */
enum { STREAM_CACHE_MULTIPLE = 4 };

struct stream_arrays {
    struct memory memory;
    double *a, *b, *c;
    size_t elements; /* of each */
    unsigned threads;
};

/* Bytes of memory that three arrays of `array_bytes` take. */
uint64_t stream_memory_bytes(uint64_t array_bytes);

/* The size of each array where none is asked for: 4 times all last-level caches together, as
 * STREAM's rules want it, at least 64 MiB; less where memory or `limit` (0: none) leaves less.
 * A multiple of HUGE_PAGE_BYTES. */
int stream_default_bytes(enum hugepages hugepages, uint64_t limit, uint64_t *bytes,
                         struct error *err);

/* Maps the arrays; `array_bytes` is a multiple of STREAM_GRAIN. Nothing is touched. */
int stream_arrays_map(struct stream_arrays *arrays, uint64_t array_bytes, unsigned threads,
                      enum hugepages hugepages, const struct numa_policy *numa, struct error *err);
void stream_arrays_unmap(struct stream_arrays *arrays);

/* A thread's own share: contiguous, on whole huge pages where shares are large enough. */
struct stream_chunk stream_chunk_of(const struct stream_arrays *arrays, unsigned thread);

/* Sets a thread's share to the first values: a 1, b 2, c 0. */
void stream_fill(const struct stream_arrays *arrays, unsigned thread);

/* Compares all elements with the values that `iterations` full iterations give, recomputed on
 * scalars as stream.c does. Returns how many elements are wrong, or -1. */
int64_t stream_validate(const struct stream_arrays *arrays, uint64_t iterations, struct team *team,
                        struct error *err);

#endif
