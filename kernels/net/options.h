/* options.h - the options that both network kernels share. */
#ifndef VIRTAX_NET_OPTIONS_H
#define VIRTAX_NET_OPTIONS_H

#include "harness/options.h"
#include "net/address.h"
#include "net/exchange.h"

struct net_options {
    struct options common;
    const struct net_kernel *kernel; /* set by the caller: its name and default port */
    bool server_role, persist, quit, udp;
    struct net_address listen; /* the server's own */
    struct net_address server; /* the client's peer */
    const char *token_file;
    double omit_s, interval_s;
};

#define NET_TIME_MAX 86400.0 /* a day in seconds */

/* A kernel's argp names this among its children and passes &its_options.net as the input; its own
 * args_doc is NET_ARGS_DOC. The kernel's own options end at the client: with --server none of them
 * may be given. */
extern const struct argp net_options_argp;
#define NET_ARGS_DOC "ADDR[:PORT]\n--server"

/* The name of one of a kernel's own options by its key; NULL where it is none of them. */
const char *net_option_name(const struct argp_option *own, int key);

/* What argp cannot see: a role, and no option of the other one. `own` names the first of the
 * kernel's own options that was given, or is NULL. Fills defaults (time 10 s, listening on the
 * loopback address). */
int net_options_settle(struct net_options *options, const char *own, struct error *err);

/* The shared ones as contract 1's "parameters". */
json_t *net_options_parameters(const struct net_options *options);

#endif
