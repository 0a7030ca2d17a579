/* route.h - how an environment is joined to the peer: addresses, and the interfaces that its data
 * must pass. */
#ifndef VIRTAX_LAB_ROUTE_H
#define VIRTAX_LAB_ROUTE_H

#include "counters.h"
#include "lab.h"

/* Of servers everywhere, TCP and UDP; those that are there at once count on from it. */
enum { ROUTE_PORT = 5210 };

struct route {
    char listen[LAB_ADDRESS_TEXT]; /* where a server in the environment listens */
    char own[LAB_ADDRESS_TEXT];    /* where the peer finds it */
    char peer[LAB_ADDRESS_TEXT];   /* where the environment finds a server on the peer */
    char bridge[IFNAMSIZ];         /* Docker's, on the way; "" */
    char tap[IFNAMSIZ];            /* the guest's; "" */
    bool outside;                  /* the environment is another machine, out of the lab's reach: */
    char interface[IFNAMSIZ];      /* this host's towards it; "" where the peer is elsewhere too */
};

/* "ADDRESS:PORT", an IPv6 address in brackets, with ROUTE_PORT + seat; returns buffer. */
const char *route_socket(const char *address, unsigned seat, char *buffer, size_t size);

/* The host's own wire. */
struct route route_host(const struct lab *lab);

/* Docker's bridge and NAT behind the host's wire. */
struct route route_nat(const struct lab *lab, const char *bridge);

/* The guest on a tap. */
struct route route_guest(const struct lab *lab, int tap);

/* A machine at a numeric address that this host reaches, asked by a peer elsewhere where there is
 * one, and by this host where not. STATUS_UNAVAILABLE without a route. */
int route_outside(const struct lab *lab, const char *address, struct route *route,
                  struct error *err);

/* What lab_path_check judges; nothing where none of it passes this host. It borrows from the lab
 * and the route. `docker_bridge`: where this host has one, "" where not. */
struct lab_path route_path(const struct route *route, const struct lab *lab,
                           const char *docker_bridge);

#endif
