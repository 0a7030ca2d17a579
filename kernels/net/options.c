/* options.c - the argp table of both network kernels, and which options belong to which role. */
#include "net/options.h"

#include "common/units.h"

#include <string.h>

static const double default_time_s = 10;

static int parse_seconds(const struct option_row *row, const char *text, void *field,
                         struct error *err) {
    (void)row;
    double *seconds = field;
    if (parse_time(text, seconds, err) < 0)
        return -1;
    return *seconds > NET_TIME_MAX ? error_usage(err, "time '%s': more than a day", text) : 0;
}

static const struct option_type within_a_day = {parse_seconds, option_emit_real};

#define FIELD(field) offsetof(struct net_options, field)

const struct option_row net_role_options[] = {
    {"server", 0, NULL, 5, FIELD(server_role), &option_flag, "Serve one client session",
     .flags = OPTION_UNTOLD},
    {"listen", 0, "ADDR[:PORT]", 5, FIELD(listen_text), &option_text,
     "Server: the only address to serve at (default: the loopback address 127.0.0.1)",
     .flags = OPTION_UNTOLD},
    {"persist", 0, NULL, 5, FIELD(persist), &option_flag, "Server: one session after the other",
     .flags = OPTION_UNTOLD},
    {"token-file", 0, "FILE", 5, FIELD(token_file), &option_text,
     "A file whose first line both sides must know; -: stdin", .flags = OPTION_UNTOLD},
    {"quit", 0, NULL, 5, FIELD(quit), &option_flag,
     "Client: measure nothing, tell the server to end", .flags = OPTION_UNTOLD},
    {0},
};

const struct option_row net_session_options[] = {
    {"udp", 'u', NULL, 6, FIELD(udp), &option_flag, "Datagrams instead of TCP", .flags = 0},
    {"omit", 0, "TIME", 6, FIELD(omit_s), &within_a_day,
     "Warm up for this time before measuring (default: 0)", .flags = 0},
    {"interval", 0, "TIME", 6, FIELD(interval_s), &within_a_day,
     "Also report each such part of the time", .flags = OPTION_OPEN},
    {0},
};

int net_options_word(void *state, const char *word, struct error *err) {
    struct net_options *o = state;
    return net_address_word(word, o->kernel->port, &o->server, err);
}

static bool is_one_of(const char *name, const char *const *names) {
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

void net_options_given(void *state, const struct option_row *row) {
    static const char *const of_both[] = {"cpus",       "json",         "server",
                                          "token-file", "stack-offset", NULL};
    static const char *const of_servers[] = {"listen", "persist", NULL};
    struct net_options *o = state;
    const char **first = is_one_of(row->name, of_servers) ? &o->of_servers : &o->of_clients;
    if (!*first && !is_one_of(row->name, of_both))
        *first = row->name;
}

int net_options_settle(struct net_options *o, struct error *err) {
    const char *name = o->kernel->name, *wrong = o->server_role ? o->of_clients : o->of_servers;
    if (o->server_role && o->server.length > 0)
        return error_usage(err, "an address and --server: give --server its address with --listen");
    if (!o->server_role && o->server.length == 0 && !o->common.resolve)
        return error_usage(err, "no address: '%s ADDR[:PORT]', or '%s --server'", name, name);
    if (wrong)
        return error_usage(err, "--%s: only a %s takes it", wrong,
                           o->server_role ? "client" : "server");
    if (o->common.time_s == 0)
        o->common.time_s = default_time_s;
    if (o->common.time_s > NET_TIME_MAX)
        return error_usage(err, "--time: more than a day");
    if (!o->server_role)
        return 0;
    const char *address = o->listen_text ? o->listen_text : "127.0.0.1";
    return net_address_parse(address, o->kernel->port, &o->listen, err) < 0
               ? error_wrap(err, "--listen")
               : 0;
}

int net_options_take(const json_t *parameters, const struct option_row *own,
                     struct net_options *state, struct error *err) {
    if (option_take(options_process, parameters, state, err) < 0 ||
        option_take(net_session_options, parameters, state, err) < 0 ||
        option_take(own, parameters, state, err) < 0)
        return -1;
    double time_s = state->common.time_s;
    return time_s > 0 && time_s <= NET_TIME_MAX
               ? 0
               : error_usage(err, "time: not above 0 s and at most a day");
}
