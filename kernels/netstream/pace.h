/* pace.h - events spread evenly over time. */
#ifndef VIRTAX_NETSTREAM_PACE_H
#define VIRTAX_NETSTREAM_PACE_H

#include "net/exchange.h"

struct pace {
    double per_second; /* 0: unlimited */
    unsigned most;     /* events in one go */
    double start_s, count;
};

/* At most `most` events in one go, and no more than belong to 1 ms, but one at least. */
struct pace pace_start(double per_second, unsigned most);

/* Sleeps until the next events are due; returns how many may happen now, 0 where the session stops
 * before. Time that was lost is not made up beyond 10 ms, or a burst would follow each pause. */
unsigned pace_wait(struct pace *pace, struct net_exchange *exchange);

/* So many have happened. */
void pace_count(struct pace *pace, unsigned events);

#endif
