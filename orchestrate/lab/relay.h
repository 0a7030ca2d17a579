/* relay.h - a way to a server that is longer by a known time: what is sent to it is handed on that
 * much later, in both directions, over TCP and UDP. For calibrations (docs/method.md).
 *
 * One thread, which sleeps until shortly before a message is due and then asks the clock and the
 * sockets in turn: timers alone come late by as much as what is to be told. Made for few messages
 * at a time; there is no limit to how many it holds. */
#ifndef VIRTAX_LAB_RELAY_H
#define VIRTAX_LAB_RELAY_H

#include "common/error.h"

#include <netinet/in.h>
#include <stdio.h>

enum { RELAY_PORT = 5209 };

struct relay_spec {
    struct sockaddr_in listen, to; /* the same port for TCP and UDP */
    double delay_s;                /* each way */
};

/* Takes "ADDRESS:PORT" with a numeric IPv4 address. STATUS_USAGE otherwise. */
int relay_address(const char *text, struct sockaddr_in *address, struct error *err);

/* Serves until a signal asks it to end (process.h). Says ": listening on " to `said` once clients
 * may come. */
int relay_serve(const struct relay_spec *spec, FILE *said, struct error *err);

#endif
