/* network.h - the lab of a run whose figures have a peer. */
#ifndef VIRTAX_NETWORK_H
#define VIRTAX_NETWORK_H

#include "environments/environment.h"
#include "lab/lab.h"
#include "plan/plan.h"

/* Does some figure have a peer? */
bool network_needed(const struct plan *plan);

/* The peer of a run that has a lab, as an environment; not yet up. `context` must outlive it. */
struct environment network_peer(const struct context *context);

/* Makes the lab with the plan's CPUs and line rate; where the plan's containers will need a private
 * Docker daemon, with a network of its own for both (lab_host). */
int network_up(const struct plan *plan, struct journal *journal, struct lab *lab,
               struct error *err);

/* Removes it; what cannot be removed stays in the journal, whose close tries again and tells. */
void network_down(struct lab *lab);

#endif
