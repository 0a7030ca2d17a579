/* updates.h - the inner loops: table[value mod words] ^= value for the values of a stream. */
#ifndef VIRTAX_RANDOMACCESS_UPDATES_H
#define VIRTAX_RANDOMACCESS_UPDATES_H

#include "harness/threads.h"
#include "lfsr.h"
#include "table.h"

#include <stdbool.h>

/* HPCC's limit of updates that a process may hold back, and what serves best on the machines tried:
 * enough to fill the queue of cache misses of a second-level cache. */
enum { LOOK_AHEAD_MOST = 1024, LOOK_AHEAD_DEFAULT = 128 };

/* Applies a stream through a ring of `look_ahead` pending updates (a power of two up to
 * LOOK_AHEAD_MOST): each new value is generated, its word prefetched, and takes the place of the
 * oldest, which is applied. Without `prefetch` the same, but for the prefetches. Other threads may
 * update the table meanwhile; where two meet at a word, an update may be lost, as HPCC's rules
 * allow. */
void updates_apply(const struct table *table, struct stream stream, unsigned look_ahead,
                   bool prefetch);

/* As updates_apply with prefetches, but no update is ever lost: for the replay. */
void updates_replay(const struct table *table, struct stream stream);

/* The structure of the report's program: the values of 128 streams are applied in rounds of one
 * each, and a parallel region is opened and closed for every round. */
enum { REPORT_STREAMS = 128 };

/* What one thread has of the report's streams. */
struct report_streams {
    struct stream stream[REPORT_STREAMS];
    unsigned count;
    uint64_t rounds; /* the same for all threads: those of the longest stream */
};

/* The share of a thread in `whole`, like a static OpenMP schedule. */
struct report_streams report_streams_of(struct stretch whole, unsigned threads, unsigned thread);

/* Applies a thread's streams; all threads of the barrier must call it. With `prefetch` a thread
 * generates and prefetches all its values of a round before it applies them. */
void updates_apply_report(const struct table *table, struct report_streams *mine,
                          struct barrier *barrier, bool prefetch);

#endif
