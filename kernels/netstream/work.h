/* work.h - netstream's part of a session, the same table on both sides. */
#ifndef VIRTAX_NETSTREAM_WORK_H
#define VIRTAX_NETSTREAM_WORK_H

#include "net/exchange.h"
#include "netstream/parameters.h"

/* The state is a struct netstream_side. */
extern const struct net_work netstream_work;

/* Of all streams together, on the side that has the larger ones. */
uint64_t netstream_buffer_bytes(const struct netstream_test *test);

/* Refuses a test whose buffers take more than NETSTREAM_BUFFERS_MAX on either side: a client must
 * not make a server run out of memory. STATUS_USAGE. */
int netstream_buffers_fit(const struct netstream_test *test, struct error *err);

#endif
