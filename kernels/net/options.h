/* options.h - the options that both network kernels share. */
#ifndef VIRTAX_NET_OPTIONS_H
#define VIRTAX_NET_OPTIONS_H

#include "harness/options.h"
#include "net/address.h"
#include "net/exchange.h"

/* What a network kernel's state begins with. */
struct net_options {
    struct options common;
    const struct net_kernel *kernel; /* set by the kernel: its name and default port */
    bool server_role, persist, quit, udp;
    const char *listen_text;
    struct net_address listen; /* the server's own */
    struct net_address server; /* the client's peer */
    const char *token_file;
    double omit_s, interval_s;
    const char *of_clients, *of_servers; /* the first option given that only those take */
};

#define NET_TIME_MAX 86400.0 /* a day in seconds */

/* Roles, which are no parameters; and what a session is: udp, omit, interval. */
extern const struct option_row net_role_options[], net_session_options[];
#define NET_ARGUMENTS "ADDR[:PORT]\n--server"

/* struct kernel's: the server's address; whose options are given. */
int net_options_word(void *state, const char *word, struct error *err);
void net_options_given(void *state, const struct option_row *row);

/* What no table can see: a role, and no option of the other one. Fills defaults (time 10 s,
 * listening on the loopback address). */
int net_options_settle(struct net_options *options, struct error *err);

/* Takes a session's parameters from a client: those shared and `own`, a kernel's table, into the
 * kernel's state. STATUS_USAGE for what is wrong. */
int net_options_take(const json_t *parameters, const struct option_row *own,
                     struct net_options *state, struct error *err);

#endif
