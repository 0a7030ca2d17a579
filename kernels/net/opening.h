/* opening.h - the data connections of a session come up, on either side. */
#ifndef VIRTAX_NET_OPENING_H
#define VIRTAX_NET_OPENING_H

#include "common/error.h"
#include "net/door.h"
#include "net/exchange.h"

/* At the server: waits, 10 s at most, until every stream has come with the session's key; sends
 * others away. *told is set where a signal ended it. */
int net_opening_gather(struct net_exchange *exchange, struct net_door *door, bool *told,
                       struct error *err);

/* At the client: connects stream after stream. Over UDP a hello opens each path, through a NAT as
 * well, and is repeated until the server says on the control connection that all have come. */
int net_opening_connect(struct net_exchange *exchange, struct error *err);

/* The preamble of a data connection, for those who connect for themselves. */
void net_opening_preamble(const struct net_exchange *exchange, unsigned stream,
                          uint8_t wire[NET_PREAMBLE_BYTES]);

#endif
