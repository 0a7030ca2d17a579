/* variants.h - STREAM's four loops for each kind of vector unit and each kind of store.
 *
 * J. D. McCalpin, "Memory Bandwidth and Machine Balance in Current High Performance Computers",
 * IEEE TCCA Newsletter, December 1995; stream.c 5.10 defines loops and counted bytes.
 *
 * A temporal store reads the line into the cache before it writes, which costs bus traffic that
 * STREAM does not count; a non-temporal one does not. Which is faster depends on the machine. */
#ifndef VIRTAX_STREAM_VARIANTS_H
#define VIRTAX_STREAM_VARIANTS_H

#include "common/error.h"
#include "harness/isa.h"

#include <stddef.h>

enum stream_kernel { STREAM_COPY, STREAM_SCALE, STREAM_ADD, STREAM_TRIAD, STREAM_KERNELS };
enum stream_stores { STORES_TEMPORAL, STORES_NONTEMPORAL, STORES_KINDS };

/* "copy", "scale", "add", "triad"; "temporal", "nontemporal": in the order of the enumerations. */
extern const char *const stream_kernel_names[];
extern const char *const stream_store_names[];

/* Bytes that STREAM counts for each element: 16, 16, 24, 24. */
extern const unsigned stream_counted_bytes[STREAM_KERNELS];

/* Every chunk starts at, and is a multiple of, so many bytes: a cache line, the widest vector. */
enum { STREAM_GRAIN = 64 };

/* One thread's share of the arrays: `count` elements of each. */
struct stream_chunk {
    double *a, *b, *c;
    size_t count;
};

typedef void stream_loop(const struct stream_chunk *chunk, double scalar);

/* copy c = a; scale b = s c; add c = a + b; triad a = b + s c. When a loop returns, its stores can
 * be seen by other threads after the next barrier. */
struct stream_loops {
    stream_loop *run[STREAM_KERNELS];
};

extern const struct stream_loops stream_generic_temporal;
#ifdef __x86_64__
extern const struct stream_loops stream_sse2_temporal, stream_sse2_nontemporal;
extern const struct stream_loops stream_avx2_temporal, stream_avx2_nontemporal;
extern const struct stream_loops stream_avx512_temporal, stream_avx512_nontemporal;
#endif

/* The loops of a variant; NULL and a usage error where that vector unit has no such stores. The
 * caller has made sure that the vector unit is there. */
const struct stream_loops *stream_variant(enum isa isa, enum stream_stores stores,
                                          struct error *err);

#endif
