/* exchange.h - a cell of two kernels: one in the environment, one on the peer, which talk over the
 * lab's wires. */
#ifndef VIRTAX_EXCHANGE_H
#define VIRTAX_EXCHANGE_H

#include "environment.h"

/* As environment_exec for a figure with a role: starts the server, on the peer or in the
 * environment, awaits it, and has the client ask it with these arguments. `execution` then holds
 * the environment's kernel as its process and the other one as its peer, whichever of them was the
 * client, and what passed this host's interfaces. The kernels know each other by a fresh token,
 * which they get on their stdin. */
int exchange_run(struct environment *environment, const struct plan_figure *figure,
                 const char *const *arguments, struct execution *execution, struct error *err);

#endif
