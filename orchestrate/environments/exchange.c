/* exchange.c - starts the server, runs the client against it, and puts both results in their
 * places. */
#include "exchange.h"
#include "common/cpu_set.h"
#include "environments.h"

#include "base/argv.h"
#include "base/cause.h"
#include "base/remote_shell.h"
#include "lab/counters.h"
#include "lab/server.h"
#include "medium/medium.h"
#include "plan/kernel_argv.h"

#include "common/cleanup.h"
#include "common/cpulist.h"

#include <string.h>

/* A server ends with its session; its last words may have a slow way. A service may fill its data
 * first and write them back in the end, where all of that is emulated. */
static const struct patience {
    double ready_s, end_s;
} of_kernel = {60, 20}, of_service = {150, 80};

struct exchange {
    struct environment *environment;
    struct environment outside; /* instead of the peer, for what the lab does not reach */
    const struct plan_figure *figure;
    struct lab *lab;
    const struct route *route;
    char token[66];
    struct server server;
    struct launch own, other; /* of the environment's kernel, and of the peer's */
    struct cpu_set cpus, peer_cpus;
};

static bool environment_asks(const struct exchange *exchange) {
    return exchange->figure->role == ROLE_CLIENT;
}

static const struct patience *patience_with(const struct exchange *exchange) {
    return exchange->figure->service ? &of_service : &of_kernel;
}

static struct environment *peer_of(struct exchange *exchange) {
    return exchange->route->outside && !exchange->lab->spec.elsewhere
               ? &exchange->outside
               : exchange->environment->context->peer;
}

static int prepare(struct exchange *exchange, bool on_peer, const char *const *arguments,
                   struct launch *launch, struct error *err) {
    struct environment *environment = on_peer ? peer_of(exchange) : exchange->environment;
    int status = environment->type->does->prepare(environment, exchange->figure, arguments, true,
                                                  launch, err);
    launch->spec.input = exchange->token;
    launch->spec.input_size = strlen(exchange->token);
    return status;
}

/* Both sides have their stacks at the same place. NULL: the client is not told any. */
static const char *stack_offset(const char *const *arguments) {
    static const char option[] = "--" STACK_OFFSET "=";
    while (*arguments && strncmp(*arguments, option, strlen(option)) != 0)
        arguments++;
    return *arguments;
}

/* The kernel's own server, or the figure's service. */
static int prepare_server(struct exchange *exchange, bool on_peer, const char *const *kernel,
                          const char *listen, struct launch *launch, struct error *err) {
    const char *service = exchange->figure->service;
    if (!service)
        return prepare(exchange, on_peer, kernel, launch, err);
    const struct environment *environment = exchange->environment;
    struct path (*root)(const struct environment *) = environment->type->does->service_root;
    struct argv arguments = {0};
    argv_add_words(&arguments, "--json", service, listen, "--password-file=-");
    if (root)
        argv_add(&arguments, "--root=%s", root(environment).text);
    if (exchange->figure->medium_bytes > 0)
        argv_add(&arguments, "--data=%s", medium_directory(environment->context->medium));
    int status = argv_check(&arguments, err);
    if (status == 0)
        status = prepare(exchange, on_peer, argv_words(&arguments), launch, err);
    argv_free(arguments.word);
    return status;
}

static int start_server(struct exchange *exchange, const char *offset, struct error *err) {
    bool on_peer = environment_asks(exchange);
    struct launch *launch = on_peer ? &exchange->other : &exchange->own;
    char address[96], listen[128];
    snprintf(listen, sizeof listen, "--listen=%s",
             route_socket(on_peer ? exchange->route->peer : exchange->route->listen,
                          exchange->environment->seat, address, sizeof address));
    const char *kernel[] = {"--json", "--server", listen, "--token-file=-", offset, NULL};
    if (prepare_server(exchange, on_peer, kernel, listen, launch, err) < 0 ||
        server_start(&launch->spec, exchange->lab->directory, exchange->environment->seat,
                     exchange->environment->context->journal, &exchange->server, err) < 0)
        return -1;
    exchange->server.frame = launch->frame;
    return server_ready(&exchange->server, patience_with(exchange)->ready_s, err);
}

static struct launch *client_of(struct exchange *exchange) {
    return environment_asks(exchange) ? &exchange->own : &exchange->other;
}

static int prepare_client(struct exchange *exchange, const char *const *arguments,
                          struct error *err) {
    bool on_peer = !environment_asks(exchange);
    char to[96];
    route_socket(on_peer ? exchange->route->own : exchange->route->peer,
                 exchange->environment->seat, to, sizeof to);
    if (on_peer && exchange->lab->instead[0])
        snprintf(to, sizeof to, "%s", exchange->lab->instead);
    struct argv all = {0};
    argv_add_all(&all, arguments);
    argv_add_words(&all, exchange->figure->service ? "--password-file=-" : "--token-file=-", to);
    int status = argv_check(&all, err);
    if (status == 0)
        status = prepare(exchange, on_peer, argv_words(&all), client_of(exchange), err);
    argv_free(all.word);
    return status;
}

json_t *exchange_counters(const struct exchange *exchange, struct error *err) {
    return lab_counters_of_host(exchange->lab, err);
}

/* True where no CPU works for both sides. */
static bool peer_has_its_own(const struct plan_figure *figure, struct cpu_set *peer) {
    struct cpu_set own, both;
    if (!figure->peer_cpus || cpulist_parse(figure->peer_cpus, peer, NULL) < 0 ||
        cpulist_parse(figure->cpus, &own, NULL) < 0)
        return false;
    cpu_set_and(&both, &own, peer);
    return cpu_set_count(&both) == 0;
}

static void mark_server(void *server) {
    server_mark(server);
}

const struct launch *exchange_client(struct exchange *exchange) {
    struct launch *client = client_of(exchange);
    client->meters = exchange->own.meters;
    if (exchange->figure->service) {
        client->meters.on_mark = mark_server;
        client->meters.whom = &exchange->server;
    }
    client->meters.cpus = environment_cpus(exchange->environment, exchange->figure, &exchange->cpus)
                              ? &exchange->cpus
                              : NULL;
    client->meters.peer_cpus =
        peer_has_its_own(exchange->figure, &exchange->peer_cpus) ? &exchange->peer_cpus : NULL;
    return client;
}

/* The environment's kernel becomes the process, and the other one the peer; a service measures
 * nothing, so that the kernel that loads it stays the process. */
static void put_in_place(const struct exchange *exchange, struct process_result *served,
                         struct execution *execution) {
    if (environment_asks(exchange) || exchange->figure->service) {
        execution->peer = *served;
    } else {
        execution->peer = execution->process;
        execution->process = *served;
    }
}

static bool failed(const struct process_result *result) {
    return result->timed_out || result->exit_status != 0;
}

static int quote(const char *who, const struct process_result *bad, struct error *err) {
    int length;
    const char *said = cause_told(bad->err, &length);
    if (bad->timed_out)
        return error_failed(err, "the %s did not end in time: %.*s", who, length, said);
    return error_failed(err, "the %s failed (exit status %d): %.*s", who, bad->exit_status, length,
                        said);
}

/* By itself; then its client can tell no more than that it is gone. */
static bool service_failed(const struct exchange *exchange, const struct process_result *server) {
    return exchange->figure->service && !server->timed_out && server->exit_status > 0;
}

/* One of the two did not do its part; the error quotes it. A server whose client never came, or
 * that does not end, would serve on where it is. */
static int judge(const struct exchange *exchange, const struct process_result *client,
                 const struct process_result *server, struct error *err) {
    if (service_failed(exchange, server))
        return quote("server", server, err);
    if (failed(client))
        return quote("client", client, err);
    return server->timed_out ? quote("server", server, err) : 0;
}

static int end_server(struct exchange *exchange, int status, const struct execution *execution,
                      struct process_result *served, struct error *err) {
    const struct process_result *client = &execution->process;
    bool lost = status < 0 || failed(client);
    double end_s = patience_with(exchange)->end_s;
    /* Whoever ended the run, or saw its server not begin, knows why. */
    bool known = status < 0 && (!err || err->status == STATUS_INTERRUPTED);
    double lost_s = exchange->figure->service && !known ? end_s : 0;
    struct error later;
    bool before = process_shield(true);
    int ended = server_end(&exchange->server, lost ? lost_s : end_s, served, &later);
    process_shield(before);
    if (status == 0 && ended < 0) {
        *err = later;
        return -1;
    }
    if (status == 0)
        return judge(exchange, client, served, err);
    return !known && service_failed(exchange, served) ? quote("server", served, err) : status;
}

struct exchange *exchange_open(struct environment *environment, const struct plan_figure *figure,
                               const char *const *arguments, struct execution *execution,
                               struct error *err) {
    struct route *route = &execution->route;
    struct environment *peer = environment->context->peer;
    struct exchange *exchange = calloc(1, sizeof *exchange);
    if (!exchange) {
        error_failed(err, "out of memory");
        return NULL;
    }
    *exchange = (struct exchange){.environment = environment,
                                  .outside = {.type = &environment_outside,
                                              .context = environment->context,
                                              .name = environment_outside.name},
                                  .figure = figure,
                                  .lab = environment->context->lab,
                                  .route = route};
    if (environment->type->traits.network == NETWORK_NONE)
        error_unavailable(err, "%s cannot be joined to a peer", environment->name);
    else if (peer->type->does->up(peer, figure, err) < 0)
        error_wrap(err, "peer");
    else if (environment->type->does->route(environment, route, err) == 0 &&
             server_token(exchange->token, err) == 0 &&
             start_server(exchange, stack_offset(arguments), err) == 0 &&
             prepare_client(exchange, arguments, err) == 0)
        return exchange;
    exchange_close(exchange, -1, execution, NULL);
    return NULL;
}

int exchange_close(struct exchange *exchange, int status, struct execution *execution,
                   struct error *err) {
    struct environment *peer = exchange->environment->context->peer;
    struct process_result served = {0};
    remote_cut(&client_of(exchange)->frame, &execution->process);
    status = end_server(exchange, status, execution, &served, err);
    execution->path = route_path(exchange->route, exchange->lab, environment_bridge());
    put_in_place(exchange, &served, execution);
    if (status < 0) /* what may still run there must not meet the next cell */
        peer->type->does->down(peer);
    launch_free(&exchange->own);
    launch_free(&exchange->other);
    free(exchange);
    return status;
}

int exchange_run(struct environment *environment, const struct plan_figure *figure,
                 const char *const *arguments, struct execution *execution, struct error *err) {
    struct exchange *exchange = exchange_open(environment, figure, arguments, execution, err);
    int status = -1;
    if (exchange) {
        const struct launch *client = exchange_client(exchange);
        cleanup_json json_t *before = exchange_counters(exchange, err), *after = NULL;
        if (before)
            status = execution_run(&client->spec, &client->meters, execution, err);
        if (status == 0 && !(after = exchange_counters(exchange, err)))
            status = -1;
        if (after)
            execution->counters = lab_counters_between(before, after);
        status = exchange_close(exchange, status, execution, err);
    }
    return environment_settle(environment, execution, status, err);
}
