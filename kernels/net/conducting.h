/* conducting.h - what a client's conductor does, whether its window is one (client.c) or many
 * (client_slices.c). */
#ifndef VIRTAX_NET_CONDUCTING_H
#define VIRTAX_NET_CONDUCTING_H

#include "net/client.h"

enum { NET_MESSAGE_S = 15 }; /* how long the other side is given for a message */

struct net_conducting {
    const struct net_options *options;
    const struct net_kernel *kernel;
    const struct net_job *job;
    struct net_outcome *outcome;
    json_t *record;
};

/* Says a message that has nothing but a type. */
int net_say(const struct net_exchange *exchange, const char *type, struct error *err);

/* Waits NET_MESSAGE_S at most for a message of this type. */
json_t *net_expect(const struct net_exchange *exchange, const char *type, struct error *err);

/* Sleeps until the deadline (CLOCK_MONOTONIC seconds; INFINITY: until `also` can be read).
 * Meanwhile the server may say nothing and no worker may fail. `also`: a descriptor, or -1. */
int net_rest(struct net_exchange *exchange, double deadline, int also, struct error *err);

/* Conducts slices as stdin says (harness/slices.h), into the record. */
int net_conduct_slices(struct net_conducting *conducting, struct net_exchange *exchange,
                       struct error *err);

#endif
