/* loops.h - what a worker of netrr does: ask.c at the client, answer.c at the server. */
#ifndef VIRTAX_NETRR_LOOPS_H
#define VIRTAX_NETRR_LOOPS_H

#include "netrr/side.h"

/* The loops of one worker, until the session stops or the other side ends. An error goes to
 * net_exchange_fail. */
void netrr_ask(struct netrr_side *side, struct net_exchange *exchange, unsigned n);
void netrr_answer(struct netrr_side *side, struct net_exchange *exchange, unsigned n);

#endif
