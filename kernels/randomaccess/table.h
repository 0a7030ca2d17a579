/* table.h - the table of 2^k words that RandomAccess updates. */
#ifndef VIRTAX_RANDOMACCESS_TABLE_H
#define VIRTAX_RANDOMACCESS_TABLE_H

#include "common/error.h"
#include "common/memory.h"
#include "harness/threads.h"

#include <stdint.h>

struct table {
    struct memory memory;
    uint64_t *word;
    uint64_t words; /* a power of two */
};

/* The word that a random value updates. */
static inline uint64_t *table_word(const struct table *table, uint64_t value) {
    return &table->word[value & (table->words - 1)];
}

/* One update. Threads race for the words: relaxed atomic loads and stores are plain moves, but C
 * defines what a race does to them: an update may be lost. */
static inline void table_update(const struct table *table, uint64_t value) {
    uint64_t *word = table_word(table, value);
    __atomic_store_n(word, __atomic_load_n(word, __ATOMIC_RELAXED) ^ value, __ATOMIC_RELAXED);
}

/* One update that cannot be lost. */
static inline void table_update_safely(const struct table *table, uint64_t value) {
    __atomic_fetch_xor(table_word(table, value), value, __ATOMIC_RELAXED);
}

/* One cache line. */
enum { TABLE_LEAST_BYTES = 64 };

/* Parses --table-size: a power of two of TABLE_LEAST_BYTES at least. STATUS_USAGE naming the
 * nearest otherwise. */
int table_size_parse(const char *text, uint64_t *bytes, struct error *err);

/* The size where none is asked for: the largest power of two within half of the room that memory
 * and `limit` (0: none) leave, as HPCC has it, or within all free pages of hugetlb. */
int table_default_bytes(enum hugepages hugepages, uint64_t limit, uint64_t *bytes,
                        struct error *err);

/* Refuses a table beyond `limit` (STATUS_USAGE; 0: no limit) or beyond available memory
 * (STATUS_UNAVAILABLE), naming the largest table that fits. hugetlb pages are refused by
 * table_map, which knows how many are missing. */
int table_fits(uint64_t bytes, enum hugepages hugepages, uint64_t limit, struct error *err);

/* Maps a table of `bytes`, a power of two; nothing is touched. Errors as memory_map. */
int table_map(struct table *table, uint64_t bytes, enum hugepages hugepages,
              const struct numa_policy *numa, struct error *err);
void table_unmap(struct table *table);

/* Sets word i to i; every thread first touches a share of its own. */
int table_fill(const struct table *table, struct team *team, struct error *err);

/* For one of several threads: sets its share of words so again, and returns how many differed. */
uint64_t table_renew(const struct table *table, unsigned threads, unsigned thread);

/* How many words differ from what table_fill set, or -1. */
int64_t table_wrong_words(const struct table *table, struct team *team, struct error *err);

#endif
