/* exchange.c - starts the server, runs the client against it, and puts both results in their
 * places. */
#include "exchange.h"
#include "common/cpu_set.h"

#include "base/argv.h"
#include "base/cause.h"
#include "base/remote_shell.h"
#include "lab/counters.h"
#include "lab/server.h"

#include "common/cleanup.h"
#include "common/cpulist.h"

#include <string.h>

/* A server ends with its session; its last words may have a slow way. */
static const double ready_s = 60, end_s = 20;

struct exchange {
    struct environment *environment;
    const struct plan_figure *figure;
    struct lab *lab;
    const struct route *route;
    char token[66];
    struct server server;
};

static int prepare(const struct exchange *exchange, bool on_peer, const char *const *arguments,
                   struct launch *launch, struct error *err) {
    struct environment *environment =
        on_peer ? exchange->environment->context->peer : exchange->environment;
    int status = environment->type->does->prepare(environment, exchange->figure, arguments, true,
                                                  launch, err);
    launch->spec.input = exchange->token;
    launch->spec.input_size = strlen(exchange->token);
    return status;
}

static int start_server(struct exchange *exchange, bool on_peer, struct launch *launch,
                        struct error *err) {
    char address[96], listen[128];
    snprintf(listen, sizeof listen, "--listen=%s",
             route_socket(on_peer ? exchange->route->peer : exchange->route->listen, address,
                          sizeof address));
    const char *arguments[] = {"--json", "--server", listen, "--token-file=-", NULL};
    if (prepare(exchange, on_peer, arguments, launch, err) < 0 ||
        server_start(&launch->spec, exchange->lab->directory,
                     exchange->environment->context->journal, &exchange->server, err) < 0)
        return -1;
    exchange->server.frame = launch->frame;
    return server_ready(&exchange->server, ready_s, err);
}

static int prepare_client(const struct exchange *exchange, bool on_peer,
                          const char *const *arguments, struct launch *launch, struct error *err) {
    char to[96];
    route_socket(on_peer ? exchange->route->own : exchange->route->peer, to, sizeof to);
    if (on_peer && exchange->lab->instead[0])
        snprintf(to, sizeof to, "%s", exchange->lab->instead);
    struct argv all = {0};
    argv_add_all(&all, arguments);
    argv_add_words(&all, "--token-file=-", to);
    int status = argv_check(&all, err);
    if (status == 0)
        status = prepare(exchange, on_peer, argv_words(&all), launch, err);
    argv_free(all.word);
    return status;
}

/* The client, with the counters read around it. */
static int run_client(const struct exchange *exchange, const struct launch *launch,
                      const struct meters *meters, struct execution *execution, struct error *err) {
    cleanup_json json_t *before = lab_counters_of_host(exchange->lab, err);
    if (!before || execution_run(&launch->spec, meters, execution, err) < 0)
        return -1;
    cleanup_json json_t *after = lab_counters_of_host(exchange->lab, err);
    if (!after)
        return -1;
    execution->counters = lab_counters_between(before, after);
    return 0;
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

static int run(struct exchange *exchange, const char *const *arguments, struct execution *execution,
               struct error *err) {
    bool client = exchange->figure->role == ROLE_CLIENT;
    struct launch own = {0}, other = {0};
    struct launch *serving = client ? &other : &own, *asking = client ? &own : &other;
    struct cpu_set peer;
    int status = start_server(exchange, client, serving, err);
    if (status == 0)
        status = prepare_client(exchange, !client, arguments, asking, err);
    if (status == 0) {
        struct meters meters = own.meters;
        meters.peer_cpus = peer_has_its_own(exchange->figure, &peer) ? &peer : NULL;
        status = run_client(exchange, asking, &meters, execution, err);
        remote_cut(&asking->frame, &execution->process);
    }
    launch_free(&own);
    launch_free(&other);
    return status;
}

/* The environment's kernel becomes the process, and the other one the peer. */
static void put_in_place(const struct exchange *exchange, struct process_result *served,
                         struct execution *execution) {
    if (exchange->figure->role == ROLE_CLIENT) {
        execution->peer = *served;
    } else {
        execution->peer = execution->process;
        execution->process = *served;
    }
}

/* One of the two did not do its part; the error quotes it. A server whose client never came, or
 * that does not end, would serve on where it is. */
static int judge(const struct process_result *client, const struct process_result *server,
                 struct error *err) {
    const struct process_result *bad = server;
    if (client->timed_out || client->exit_status != 0)
        bad = client;
    else if (!server->timed_out)
        return 0;
    int length;
    const char *said = cause_told(bad->err, &length);
    const char *who = bad == client ? "client" : "server";
    if (bad->timed_out)
        return error_failed(err, "the %s did not end in time: %.*s", who, length, said);
    return error_failed(err, "the %s failed (exit status %d): %.*s", who, bad->exit_status, length,
                        said);
}

static int end_server(struct exchange *exchange, int status, const struct execution *execution,
                      struct process_result *served, struct error *err) {
    const struct process_result *client = &execution->process;
    bool lost = status < 0 || client->timed_out || client->exit_status != 0;
    struct error later;
    bool before = process_shield(true);
    int ended = server_end(&exchange->server, lost ? 0 : end_s, served, &later);
    process_shield(before);
    if (status == 0 && ended < 0) {
        *err = later;
        return -1;
    }
    return status == 0 ? judge(client, served, err) : status;
}

int exchange_run(struct environment *environment, const struct plan_figure *figure,
                 const char *const *arguments, struct execution *execution, struct error *err) {
    struct environment *peer = environment->context->peer;
    struct exchange exchange = {.environment = environment,
                                .figure = figure,
                                .lab = environment->context->lab,
                                .route = &execution->route};
    struct process_result served = {0};
    if (environment->type->traits.network == NETWORK_NONE)
        return error_unavailable(err, "%s cannot be joined to a peer", environment->name);
    if (peer->type->does->up(peer, figure, err) < 0)
        return error_wrap(err, "peer");
    if (environment->type->does->route(environment, &execution->route, err) < 0 ||
        server_token(exchange.token, err) < 0)
        return -1;
    int status = run(&exchange, arguments, execution, err);
    status = end_server(&exchange, status, execution, &served, err);
    execution->path = route_path(&execution->route, exchange.lab, environment_bridge());
    put_in_place(&exchange, &served, execution);
    if (status < 0) /* what may still run there must not meet the next cell */
        peer->type->does->down(peer);
    return environment_settle(environment, execution, status, err);
}
