/* side.c - buffers and options of its sockets, counters at both ends of the window. */
#include "netstream/side.h"

#include <stdlib.h>
#include <string.h>

struct netstream_side *netstream_side_new(const struct netstream_test *test, bool sender,
                                          struct error *err) {
    struct netstream_side *side = aligned_alloc(_Alignof(struct netstream_side), sizeof *side);
    if (!side) {
        error_errno(err, "counters of %u streams", test->streams);
        return NULL;
    }
    memset(side, 0, sizeof *side);
    side->test = *test;
    side->sender = sender;
    return side;
}

struct netstream_tally netstream_shown(struct netstream_flow *flow) {
    struct netstream_tally tally = {0};
    uint64_t *value = (uint64_t *)&tally;
    for (int i = 0; i < NETSTREAM_TALLIES; i++)
        value[i] = atomic_load_explicit(&flow->shown[i], memory_order_relaxed);
    return tally;
}
