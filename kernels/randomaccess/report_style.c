/* report_style.c - RandomAccess as the report's own program had it: a parallel region for every 128
 * updates.
 *
 * Our threads live for the whole run, so the region is a pair of barriers: one that nobody passes
 * before the first thread opens the region, one that nobody passes before all are done. That is
 * what libgomp does with its idle threads (docked at one barrier, released by the master, met again
 * at the end), less the hand-over of the function; so it costs what a region costs, and not less
 * than the least that any run-time library could do. */
#include "updates.h"

struct report_streams report_streams_of(struct stretch whole, unsigned threads, unsigned thread) {
    struct stretch all = {.count = REPORT_STREAMS};
    struct stretch share = stretch_part(all, threads, thread);
    struct report_streams mine = {.count = (unsigned)share.count};
    for (unsigned i = 0; i < mine.count; i++)
        mine.stream[i] = stream_of(stretch_part(whole, REPORT_STREAMS, (unsigned)share.first + i));
    mine.rounds = (whole.count + REPORT_STREAMS - 1) / REPORT_STREAMS;
    return mine;
}

static void apply_round(const struct table *table, struct report_streams *mine, uint64_t round) {
    for (unsigned i = 0; i < mine->count; i++) {
        struct stream *stream = &mine->stream[i];
        if (round < stream->count) {
            stream->value = lfsr_next(stream->value);
            table_update(table, stream->value);
        }
    }
}

static void apply_round_prefetching(const struct table *table, struct report_streams *mine,
                                    uint64_t round) {
    for (unsigned i = 0; i < mine->count; i++) {
        struct stream *stream = &mine->stream[i];
        if (round < stream->count) {
            stream->value = lfsr_next(stream->value);
            __builtin_prefetch(table_word(table, stream->value), 1, 3);
        }
    }
    for (unsigned i = 0; i < mine->count; i++) {
        if (round < mine->stream[i].count)
            table_update(table, mine->stream[i].value);
    }
}

void updates_apply_report(const struct table *table, struct report_streams *mine,
                          struct barrier *barrier, bool prefetch) {
    for (uint64_t round = 0; round < mine->rounds; round++) {
        barrier_wait(barrier);
        if (prefetch)
            apply_round_prefetching(table, mine, round);
        else
            apply_round(table, mine, round);
        barrier_wait(barrier);
    }
}
