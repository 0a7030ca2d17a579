#include "net/options.h"

#include "common/units.h"

enum { KEY_SERVER = 0x1000, KEY_LISTEN, KEY_TOKEN, KEY_PERSIST, KEY_QUIT, KEY_OMIT, KEY_INTERVAL };
static const double default_time_s = 10;

static const struct argp_option shared[] = {
    {"server", KEY_SERVER, NULL, 0, "Serve one client session", 5},
    {"listen", KEY_LISTEN, "ADDR[:PORT]", 0,
     "Server: the only address to serve at (default: the loopback address 127.0.0.1)", 5},
    {"persist", KEY_PERSIST, NULL, 0, "Server: one session after the other", 5},
    {"token-file", KEY_TOKEN, "FILE", 0, "A file whose first line both sides must know; -: stdin",
     5},
    {"quit", KEY_QUIT, NULL, 0, "Client: measure nothing, tell the server to end", 5},
    {"udp", 'u', NULL, 0, "Datagrams instead of TCP", 6},
    {"omit", KEY_OMIT, "TIME", 0, "Warm up for this time before measuring (default: 0)", 6},
    {"interval", KEY_INTERVAL, "TIME", 0, "Also report each such part of the time", 6},
    {0},
};

static int parse_seconds(struct net_options *o, const char *text, const char *name, double *value) {
    struct error *err = &o->common.error;
    if (parse_time(text, value, err) < 0)
        return options_wrong(&o->common, name);
    if (*value > NET_TIME_MAX) {
        error_usage(err, "time '%s': more than a day", text);
        return options_wrong(&o->common, name);
    }
    return 0;
}

static int parse_address(struct net_options *o, const char *text, const char *name,
                         struct net_address *address) {
    return net_address_parse(text, o->kernel->port, address, &o->common.error) < 0
               ? options_wrong(&o->common, name)
               : 0;
}

static int parse_word(struct net_options *o, const char *text) {
    struct error *err = &o->common.error;
    if (o->server.length > 0) {
        error_usage(err, "unexpected word '%s': one address is enough", text);
        return EINVAL;
    }
    return net_address_parse(text, o->kernel->port, &o->server, err) < 0 ? EINVAL : 0;
}

static error_t parse_shared(int key, char *text, struct argp_state *state) {
    struct net_options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->common;
        return 0;
    case KEY_SERVER:
        o->server_role = true;
        return 0;
    case KEY_LISTEN:
        return parse_address(o, text, "listen", &o->listen);
    case KEY_PERSIST:
        o->persist = true;
        return 0;
    case KEY_TOKEN:
        o->token_file = text;
        return 0;
    case KEY_QUIT:
        o->quit = true;
        return 0;
    case 'u':
        o->udp = true;
        return 0;
    case KEY_OMIT:
        return parse_seconds(o, text, "omit", &o->omit_s);
    case KEY_INTERVAL:
        return parse_seconds(o, text, "interval", &o->interval_s);
    case ARGP_KEY_ARG:
        return parse_word(o, text);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{.argp = &process_argp}, {0}};
const struct argp net_options_argp = {
    .options = shared, .parser = parse_shared, .children = children};

const char *net_option_name(const struct argp_option *own, int key) {
    for (; own->name; own++) {
        if (own->key == key)
            return own->name;
    }
    return NULL;
}

/* The first option given that only clients (or only servers) take. */
static const char *foreign(const struct net_options *o, const char *own) {
    if (!o->server_role)
        return o->listen.length > 0 ? "--listen" : o->persist ? "--persist" : NULL;
    return o->common.time_s > 0 ? "--time"
           : o->common.resolve  ? "--resolve"
           : o->quit            ? "--quit"
           : o->udp             ? "--udp"
           : o->omit_s > 0      ? "--omit"
           : o->interval_s > 0  ? "--interval"
                                : own;
}

int net_options_settle(struct net_options *o, const char *own, struct error *err) {
    const char *name = o->kernel->name, *wrong = foreign(o, own);
    if (o->server_role && o->server.length > 0)
        return error_usage(err, "an address and --server: give --server its address with --listen");
    if (!o->server_role && o->server.length == 0 && !o->common.resolve)
        return error_usage(err, "no address: '%s ADDR[:PORT]', or '%s --server'", name, name);
    if (wrong)
        return error_usage(err, "%s: only a %s takes it", wrong,
                           o->server_role ? "client" : "server");
    if (o->common.time_s == 0)
        o->common.time_s = default_time_s;
    if (o->common.time_s > NET_TIME_MAX)
        return error_usage(err, "--time: more than a day");
    if (o->server_role && o->listen.length == 0)
        return net_address_parse("127.0.0.1", o->kernel->port, &o->listen, err);
    return 0;
}

json_t *net_options_parameters(const struct net_options *o) {
    json_t *all = options_process_parameters(&o->common);
    json_object_set_new(all, "udp", json_boolean(o->udp));
    json_object_set_new(all, "omit", json_real(o->omit_s));
    json_object_set_new(all, "interval",
                        o->interval_s > 0 ? json_real(o->interval_s) : json_null());
    return all;
}
