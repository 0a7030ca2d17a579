/* plan_network.h - the other host of figures whose kernels talk over a network. */
#ifndef VIRTAX_PLAN_NETWORK_H
#define VIRTAX_PLAN_NETWORK_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>

/* --link, --peer and --peer-address as the user gave them; NULL: not. */
struct network_request {
    const char *link, *peer, *address;
};

/* What the system under test does in a figure. */
enum role {
    ROLE_ALONE,  /* there is no peer */
    ROLE_CLIENT, /* asks a server on the peer */
    ROLE_SERVER, /* is asked by a client on the peer */
};
extern const char *const role_names[]; /* "alone", "client", "server", ended by NULL */

/* One for all figures of a run. */
struct plan_network {
    double link_bits; /* line rate of the wires in bit/s, each direction; 0: unshaped */
    char *peer;       /* "ssh:USER@HOST", a second machine; NULL: a namespace of this one */
    char *address;    /* its numeric address for what is measured; NULL likewise */
};

void plan_network_free(struct plan_network *network);

/* Reads the request. STATUS_USAGE. plan_network_free in every case. */
int plan_network_choose(const struct network_request *request, struct plan_network *network,
                        struct error *err);

/* Refuses a request of a run in which no figure has a peer (`peers` false). STATUS_USAGE. */
int plan_network_settle(const struct network_request *request, bool peers, struct error *err);

/* A line rate as tc(8) and people write it: "10gbit", "900Mbit", "2.5G". STATUS_USAGE. */
int link_rate_parse(const char *text, double *bits, struct error *err);

/* The member "network" of plan.json: {"link_bits": number or null, "peer", "address"}. */
json_t *plan_network_json(const struct plan_network *network);
int plan_network_take(const json_t *plan, struct plan_network *network, struct error *err);

#endif
