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
};

/* "ADDRESS:PORT", an IPv6 address in brackets, with ROUTE_PORT + seat; returns buffer. */
const char *route_socket(const char *address, unsigned seat, char *buffer, size_t size);

/* The host's own wire. */
struct route route_host(const struct lab *lab);

/* Docker's bridge and NAT behind the host's wire. */
struct route route_nat(const struct lab *lab, const char *bridge);

/* The guest on a tap. */
struct route route_guest(const struct lab *lab, int tap);

/* What lab_path_check judges. It borrows from the lab and the route. `docker_bridge`: where this
 * host has one, "" where not. */
struct lab_path route_path(const struct route *route, const struct lab *lab,
                           const char *docker_bridge);

#endif
