/* guest_connection.h - one connection to a guest, kept for all commands in it: what connecting
 * costs an emulated guest is the most of what most commands cost. */
#ifndef VIRTAX_GUEST_CONNECTION_H
#define VIRTAX_GUEST_CONNECTION_H

#include "guest.h"

/* Connects to a guest that greets. Where that does not come about until the deadline (clock_now)
 * commands connect each by themselves, and say why they cannot. */
int guest_connection_keep(struct guest *guest, double deadline, struct error *err);

/* Safe where there is none. */
void guest_connection_end(struct guest *guest);

#endif
