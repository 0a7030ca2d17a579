/* table.c - a table of a power of two words: sized, mapped, filled, counted. */
#include "table.h"

#include "common/cleanup.h"
#include "common/units.h"
#include "harness/share.h"

static const uint64_t most_bytes = UINT64_C(1) << 60;

/* The largest power of two that is not above `bytes`, which is not 0. */
static uint64_t power_of_two_within(uint64_t bytes) {
    return UINT64_C(1) << (63 - __builtin_clzll(bytes));
}

int table_size_parse(const char *text, uint64_t *bytes, struct error *err) {
    char below[32], above[32];
    if (parse_size(text, bytes, err) < 0)
        return -1;
    if (*bytes < TABLE_LEAST_BYTES)
        return error_usage(err, "size '%s': not a power of two from %d on; the nearest is %d", text,
                           TABLE_LEAST_BYTES, TABLE_LEAST_BYTES);
    uint64_t power = power_of_two_within(*bytes);
    if (power > most_bytes)
        return error_usage(err, "size '%s': not a power of two up to %s", text,
                           format_size(most_bytes, below, sizeof below));
    if (power != *bytes)
        return error_usage(err, "size '%s': not a power of two; the nearest are %s and %s", text,
                           format_size(power, below, sizeof below),
                           format_size(2 * power, above, sizeof above));
    return 0;
}

int table_default_bytes(enum hugepages hugepages, uint64_t limit, uint64_t *bytes,
                        struct error *err) {
    uint64_t room = memory_room(hugepages, limit), grain = memory_grain(hugepages);
    if (memory_is_hugetlb(hugepages)) {
        /* Where there is no page, mapping one will say how to get it. */
        *bytes = power_of_two_within(room < grain ? grain : room);
        return 0;
    }
    if (room == MEMORY_UNTOLD || room < 2 * grain)
        return error_unavailable(err, "--table-size: %s; say a size",
                                 room == MEMORY_UNTOLD ? "the system does not tell its free memory"
                                                       : "less than 4M of memory may be used");
    *bytes = power_of_two_within(room / 2);
    return 0;
}

int table_fits(uint64_t bytes, enum hugepages hugepages, uint64_t limit, struct error *err) {
    uint64_t taken = (bytes + memory_grain(hugepages) - 1) & ~(memory_grain(hugepages) - 1);
    struct error why = {0};
    if (memory_fits(taken, hugepages, limit, &why) == 0)
        return 0;
    char asked[32], largest[32];
    uint64_t room = memory_room(hugepages, limit);
    bool limited = why.status == STATUS_USAGE;
    error_failed(err, "--table-size: %s %s; the largest table that fits is %s",
                 format_size(bytes, asked, sizeof asked),
                 limited ? "is beyond --memory-limit" : "of memory is not available here",
                 room < memory_grain(hugepages)
                     ? "none"
                     : format_size(power_of_two_within(room), largest, sizeof largest));
    if (err)
        err->status = why.status;
    return -1;
}

int table_map(struct table *table, uint64_t bytes, enum hugepages hugepages,
              const struct numa_policy *numa, struct error *err) {
    if (memory_map(&table->memory, bytes, hugepages, numa, err) < 0)
        return -1;
    table->word = (uint64_t *)(void *)table->memory.base;
    table->words = bytes / sizeof *table->word;
    return 0;
}

void table_unmap(struct table *table) {
    memory_unmap(&table->memory);
}

/* A thread's share in words. */
static struct share words_of(const struct table *table, unsigned threads, unsigned thread) {
    size_t size = sizeof *table->word;
    struct share bytes = share_of(table->words * size, TABLE_LEAST_BYTES, threads, thread);
    return (struct share){.first = bytes.first / size, .end = bytes.end / size};
}

struct job {
    const struct table *table;
    const struct team *team;
    uint64_t *wrong; /* by thread */
};

static void fill_share(void *argument, unsigned thread) {
    const struct job *job = argument;
    struct share share = words_of(job->table, job->team->threads, thread);
    for (size_t i = share.first; i < share.end; i++)
        job->table->word[i] = i;
}

int table_fill(const struct table *table, struct team *team, struct error *err) {
    struct job job = {.table = table, .team = team};
    return team_run(team, fill_share, &job, err);
}

uint64_t table_renew(const struct table *table, unsigned threads, unsigned thread) {
    struct share share = words_of(table, threads, thread);
    uint64_t wrong = 0;
    for (size_t i = share.first; i < share.end; i++) {
        wrong += table->word[i] != i;
        table->word[i] = i;
    }
    return wrong;
}

static void count_share(void *argument, unsigned thread) {
    const struct job *job = argument;
    struct share share = words_of(job->table, job->team->threads, thread);
    uint64_t wrong = 0;
    for (size_t i = share.first; i < share.end; i++)
        wrong += job->table->word[i] != i;
    job->wrong[thread] = wrong;
}

int64_t table_wrong_words(const struct table *table, struct team *team, struct error *err) {
    cleanup_free uint64_t *wrong = calloc(team->threads, sizeof *wrong);
    if (!wrong)
        return error_errno(err, "counting wrong words");
    struct job job = {.table = table, .team = team, .wrong = wrong};
    if (team_run(team, count_share, &job, err) < 0)
        return error_wrap(err, "counting wrong words");
    uint64_t total = 0;
    for (unsigned i = 0; i < team->threads; i++)
        total += wrong[i];
    return (int64_t)total;
}
