/* populate.c - why: pages differ in speed by where the host below has them, neighbours less than
 * others. Processes that are compared take neighbouring ones, so that neither is favoured. */
#include "harness/populate.h"

#include "common/cleanup.h"
#include "harness/marks.h"
#include "harness/record.h"
#include "harness/share.h"
#include "harness/slice_orders.h"

enum { LEAST_PAGE_BYTES = 4096, SHARE_GRAIN = 64 };

struct populating {
    const struct memory *memory;
    size_t period, shared, from, end;
    unsigned threads;
};

static void write_to(char *page) {
    for (size_t i = 0; i < HUGE_PAGE_BYTES; i += LEAST_PAGE_BYTES)
        *(volatile char *)(page + i) = 0;
}

static void populate_own(void *argument, unsigned thread) {
    const struct populating *p = argument;
    struct share share = share_of(p->shared, SHARE_GRAIN, p->threads, thread);
    for (size_t at = p->from; at < p->end; at += HUGE_PAGE_BYTES) {
        size_t place = at % p->period;
        bool last = thread == p->threads - 1 && place >= share.end;
        if ((place >= share.first && place < share.end) || last)
            write_to(p->memory->base + at);
    }
}

/* Up to where the next turn is to populate, in whole pages. */
static int next_turn(struct populating *p, struct error *err) {
    double bytes;
    int order = slice_orders_next(slice_orders_stdin(), &bytes, err);
    if (order < 0)
        return -1;
    if (order != SLICE_ORDER_POPULATE)
        return error_usage(err, "stdin: %zu bytes are left to populate before anything else",
                           p->memory->bytes - p->from);
    size_t pages = (size_t)bytes / HUGE_PAGE_BYTES;
    p->end = p->from + (pages > 0 ? pages : 1) * HUGE_PAGE_BYTES;
    if (p->end > p->memory->bytes)
        p->end = p->memory->bytes;
    return 0;
}

static int answer(const struct populating *p, struct error *err) {
    cleanup_json json_t *line = json_pack("{s:I}", "left", (json_int_t)(p->memory->bytes - p->end));
    return line ? record_print_line(line, stdout, err) : error_failed(err, "out of memory");
}

int populate_in_turns(const struct options *options, const struct memory *memory, size_t period,
                      size_t shared, struct team *team, struct error *err) {
    struct populating p = {
        .memory = memory, .period = period, .shared = shared, .threads = team->threads};
    if (!options->populate || options->resolve)
        return 0;
    if (mark_populates(err) < 0)
        return -1;
    for (; p.from < memory->bytes; p.from = p.end)
        if (next_turn(&p, err) < 0 || team_run(team, populate_own, &p, err) < 0 ||
            answer(&p, err) < 0)
            return error_wrap(err, "populating memory");
    return 0;
}
