/* tcp_facts.h - what the kernel says about TCP connections, summed over those of a session. */
#ifndef VIRTAX_NET_TCP_FACTS_H
#define VIRTAX_NET_TCP_FACTS_H

#include "common/error.h"
#include "net/exchange.h"

#include <jansson.h>
#include <stdint.h>

struct net_tcp_facts {
    char congestion[16];            /* the algorithm of the first connection (TCP_CONGESTION) */
    uint64_t segments, retransmits; /* with data, of them those sent again, since they connected */
    double rtt_us;                  /* smoothed, mean over the connections */
    double rtt_min_us;              /* the least that any of them saw */
    uint32_t mss, pmtu;
    int send_buffer, receive_buffer;
};

/* Reads TCP_INFO (tcp(7)) and buffer sizes of all open data connections; all zero without any. */
int net_tcp_facts(const struct net_exchange *exchange, struct net_tcp_facts *facts,
                  struct error *err);

/* As a JSON object, with the segments since `begin`. */
json_t *net_tcp_facts_json(const struct net_tcp_facts *begin, const struct net_tcp_facts *end);

#endif
