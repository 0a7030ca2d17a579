/* updates.c - updates held back in a ring while their words are prefetched. */
#include "updates.h"

/* A word is prefetched twice: into the second-level cache when its update is generated, because
 * that cache can have several times more misses under way than the first level, and into the first
 * level so many updates before its own. */
enum { NEAR = 16 };

struct kind {
    bool prefetch;
    bool atomic;
};

static inline __attribute__((always_inline)) void apply(const struct table *table, uint64_t value,
                                                        struct kind kind) {
    if (kind.atomic)
        table_update_safely(table, value);
    else
        table_update(table, value);
}

static inline __attribute__((always_inline)) void prefetch_far(const struct table *table,
                                                               uint64_t value, struct kind kind) {
    if (kind.prefetch)
        __builtin_prefetch(table_word(table, value), 0, 2);
}

static inline __attribute__((always_inline)) void prefetch_near(const struct table *table,
                                                                uint64_t value, struct kind kind) {
    if (kind.prefetch)
        __builtin_prefetch(table_word(table, value), 1, 3);
}

/* Inlined once for each kind, so that no loop asks which it is. */
static inline __attribute__((always_inline)) void
ring(const struct table *shared, struct stream stream, unsigned look_ahead, struct kind kind) {
    const struct table copy = *shared, *table = &copy; /* no store can change it: registers */
    uint64_t pending[LOOK_AHEAD_MOST];
    uint64_t value = stream.value, held = stream.count < look_ahead ? stream.count : look_ahead;
    for (uint64_t i = 0; i < held; i++) {
        pending[i] = value = lfsr_next(value);
        prefetch_far(table, value, kind);
    }
    for (uint64_t i = held; i < stream.count; i++) {
        uint64_t *oldest = &pending[i & (look_ahead - 1)];
        apply(table, *oldest, kind);
        *oldest = value = lfsr_next(value);
        prefetch_far(table, value, kind);
        prefetch_near(table, pending[(i + NEAR) & (look_ahead - 1)], kind);
    }
    for (uint64_t i = 0; i < held; i++)
        apply(table, pending[i], kind);
}

static __attribute__((noinline)) void ring_prefetching(const struct table *table,
                                                       struct stream stream, unsigned look_ahead) {
    ring(table, stream, look_ahead, (struct kind){.prefetch = true});
}

static __attribute__((noinline)) void ring_plain(const struct table *table, struct stream stream,
                                                 unsigned look_ahead) {
    ring(table, stream, look_ahead, (struct kind){0});
}

void updates_apply(const struct table *table, struct stream stream, unsigned look_ahead,
                   bool prefetch) {
    if (prefetch)
        ring_prefetching(table, stream, look_ahead);
    else
        ring_plain(table, stream, look_ahead);
}

void updates_replay(const struct table *table, struct stream stream) {
    ring(table, stream, LOOK_AHEAD_DEFAULT, (struct kind){.prefetch = true, .atomic = true});
}
