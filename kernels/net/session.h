/* session.h - the server's side of one client's session. */
#ifndef VIRTAX_NET_SESSION_H
#define VIRTAX_NET_SESSION_H

#include "common/cpu_set.h"
#include "common/error.h"
#include "net/door.h"
#include "net/exchange.h"

#include <stdio.h>

enum net_session_end { NET_SESSION_DONE, NET_SESSION_QUIT };

struct net_session {
    const struct net_kernel *kernel;
    struct net_door *door;
    struct cpu_set cpus;
    bool json;
    FILE *out; /* where the record of each session goes */
};

/* Serves the client on `control`, whose preamble was right, and closes the connection: welcome,
 * test, data connections, crew, report. Others that come meanwhile are told that the server is
 * busy. NET_SESSION_QUIT: a signal or the client asks the server to end. -1: the session failed;
 * the client was told, if it is still there. */
int net_session_serve(const struct net_session *session, int control, struct error *err);

#endif
