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

/* The same by parts, for a client that stays and is spoken with. */
struct exchange;

/* Starts the server and prepares the client; the arguments and the execution, which gets the route,
 * must stay. NULL on failure, with all undone and what the server said in the execution. */
struct exchange *exchange_open(struct environment *environment, const struct plan_figure *figure,
                               const char *const *arguments, struct execution *execution,
                               struct error *err);

/* The client, for the caller to run; its meters are the environment's and the peer's. */
const struct launch *exchange_client(struct exchange *exchange);

/* What passed this host's interfaces so far (lab_counters_of_host). */
json_t *exchange_counters(const struct exchange *exchange, struct error *err);

/* After the client's end, of which `execution` holds the result and `status` says whether it could
 * be run: ends the server, puts both results in their places and frees the exchange. Returns the
 * status, or that of the server where the client did well. */
int exchange_close(struct exchange *exchange, int status, struct execution *execution,
                   struct error *err);

#endif
