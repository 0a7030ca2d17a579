/* loops.h - what a worker of netstream does: tcp.c and udp.c. */
#ifndef VIRTAX_NETSTREAM_LOOPS_H
#define VIRTAX_NETSTREAM_LOOPS_H

#include "netstream/side.h"

/* The bytes that a flow's buffer must hold. */
size_t netstream_tcp_buffer(const struct netstream_test *test);
size_t netstream_udp_buffer(const struct netstream_test *test, bool sender);

/* The loops of one flow, until the session stops or the other side ends. An error goes to
 * net_exchange_fail. */
void netstream_tcp_send(struct netstream_side *side, struct net_exchange *exchange, unsigned n);
void netstream_tcp_receive(struct netstream_side *side, struct net_exchange *exchange, unsigned n);
void netstream_udp_send(struct netstream_side *side, struct net_exchange *exchange, unsigned n);
void netstream_udp_receive(struct netstream_side *side, struct net_exchange *exchange, unsigned n);

/* The same of all TCP flows that a worker has, where there are fewer workers: flow `worker` and
 * every exchange->workers-th from there on. As fast as they can, and without MSG_ZEROCOPY. */
void netstream_tcp_send_several(struct netstream_side *side, struct net_exchange *exchange,
                                unsigned worker);
void netstream_tcp_receive_several(struct netstream_side *side, struct net_exchange *exchange,
                                   unsigned worker);

/* Tells by errno why stream `n` ended, unless the session stops. */
void netstream_tcp_fail(struct net_exchange *exchange, bool receiving, unsigned n);

#endif
