/* side.h - one side of a netstream session: who sends, the counters of its flows, the loops. */
#ifndef VIRTAX_NETSTREAM_SIDE_H
#define VIRTAX_NETSTREAM_SIDE_H

#include "net/exchange.h"
#include "net/tcp_facts.h"
#include "netstream/parameters.h"

/* What a flow has done since its start. */
struct netstream_tally {
    uint64_t bytes;
    uint64_t calls;     /* of the system, that moved data */
    uint64_t datagrams; /* sent or received */
    uint64_t expected;  /* datagrams that the highest sequence number seen stands for */
    uint64_t reordered; /* datagrams that came after one with a higher number */
    uint64_t zerocopy_completed, zerocopy_copied; /* sends; those that the kernel copied */
};

enum { NETSTREAM_TALLIES = sizeof(struct netstream_tally) / sizeof(uint64_t) };

/* One worker writes, the conductor reads at any time. A cache line of its own. */
struct netstream_flow {
    _Alignas(64) _Atomic uint64_t shown[NETSTREAM_TALLIES];
    uint8_t *buffer;
};

struct netstream_side {
    struct netstream_test test;
    bool sender;
    struct netstream_flow flow[NET_STREAMS_MAX];
    struct netstream_tally begin[NET_STREAMS_MAX], end[NET_STREAMS_MAX], last;
    struct net_tcp_facts tcp_begin, tcp_end;
    uint64_t fragments_begin, fragments_end; /* of this namespace: path.h */
    double begin_s, end_s;
};

/* A side of this test; NULL where memory is short. Freed by netstream_work's dispose. */
struct netstream_side *netstream_side_new(const struct netstream_test *test, bool sender,
                                          struct error *err);

/* Shows a worker's tally to the conductor. */
static inline void netstream_show(struct netstream_flow *flow, const struct netstream_tally *now) {
    const uint64_t *value = (const uint64_t *)now;
    for (int i = 0; i < NETSTREAM_TALLIES; i++)
        atomic_store_explicit(&flow->shown[i], value[i], memory_order_relaxed);
}

struct netstream_tally netstream_shown(struct netstream_flow *flow);

#endif
