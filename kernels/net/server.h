/* server.h - a server: one client session at a time, until it is told to end. */
#ifndef VIRTAX_NET_SERVER_H
#define VIRTAX_NET_SERVER_H

#include "common/error.h"
#include "net/exchange.h"
#include "net/options.h"

/* Listens where the options say, prints "virtax NAME: listening on ADDR:PORT" on stderr, before it
 * a warning where others than this machine reach the port and no token is asked for, and serves one
 * session, or with --persist one after the other until SIGTERM, SIGINT or a client with the token
 * tells it to end. A session that fails is one line on stderr; without --persist it is the result.
 */
int net_server_run(const struct net_options *options, const struct net_kernel *kernel,
                   struct error *err);

#endif
