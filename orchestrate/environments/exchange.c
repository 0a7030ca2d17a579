#include "exchange.h"

#include "docker_engine.h"

#include "lab/counters.h"
#include "lab/server.h"
#include "plan/kernel_argv.h"

#include "harness/cleanup.h"

#include <string.h>

/* A server ends with its session; its last words may have a slow way. */
static const double ready_s = 60, end_s = 20;

struct exchange {
    struct environment *environment;
    const struct plan_figure *figure;
    struct lab *lab;
    struct route route;
    char token[66];
    struct server server;
};

static int prepare(const struct exchange *exchange, bool on_peer, const char *const *arguments,
                   struct launch *launch, struct error *err) {
    struct environment *environment =
        on_peer ? exchange->environment->context->peer : exchange->environment;
    int status =
        environment->type->prepare(environment, exchange->figure, arguments, true, launch, err);
    launch->spec.input = exchange->token;
    launch->spec.input_size = strlen(exchange->token);
    return status;
}

static int start_server(struct exchange *exchange, bool on_peer, struct launch *launch,
                        struct error *err) {
    char listen[96];
    snprintf(listen, sizeof listen, "--listen=%s:%d",
             on_peer ? exchange->route.peer : exchange->route.listen, ROUTE_PORT);
    const char *arguments[] = {"--json", "--server", listen, "--token-file=-", NULL};
    if (prepare(exchange, on_peer, arguments, launch, err) < 0 ||
        server_start(&launch->spec, exchange->lab->directory,
                     exchange->environment->context->journal, &exchange->server, err) < 0)
        return -1;
    return server_ready(&exchange->server, ready_s, err);
}

/* The client, with the counters read around it. The meters are those of the environment. */
static int run_client(struct exchange *exchange, bool on_peer, const char *const *arguments,
                      const struct launch *in_environment, struct launch *launch,
                      struct execution *execution, struct error *err) {
    char to[96];
    snprintf(to, sizeof to, "%s:%d", on_peer ? exchange->route.own : exchange->route.peer,
             ROUTE_PORT);
    const char *tail[] = {"--token-file=-", to, NULL};
    struct kernel_argv all = kernel_argv(arguments, tail);
    if (prepare(exchange, on_peer, all.word, launch, err) < 0)
        return -1;
    cleanup_json json_t *before = lab_counters_of_host(exchange->lab, err);
    if (!before || execution_run(&launch->spec, &in_environment->meters, execution, err) < 0)
        return -1;
    cleanup_json json_t *after = lab_counters_of_host(exchange->lab, err);
    if (!after)
        return -1;
    execution->counters = lab_counters_between(before, after);
    return 0;
}

static int run(struct exchange *exchange, const char *const *arguments, struct execution *execution,
               struct error *err) {
    bool client = exchange->figure->role == ROLE_CLIENT;
    struct launch own = {0}, other = {0};
    struct launch *serving = client ? &other : &own, *asking = client ? &own : &other;
    int status = start_server(exchange, client, serving, err);
    if (status == 0)
        status = run_client(exchange, !client, arguments, &own, asking, execution, err);
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

int exchange_run(struct environment *environment, const struct plan_figure *figure,
                 const char *const *arguments, struct execution *execution, struct error *err) {
    struct exchange exchange = {
        .environment = environment, .figure = figure, .lab = environment->context->lab};
    struct process_result served = {0};
    struct error later;
    struct environment *peer = environment->context->peer;
    if (!environment->type->route)
        return error_unavailable(err, "%s cannot be joined to a peer", environment->name);
    if (peer->type->up(peer, figure, err) < 0)
        return error_wrap(err, "peer");
    if (environment->type->route(environment, &exchange.route, err) < 0 ||
        server_token(exchange.token, err) < 0)
        return -1;
    int status = run(&exchange, arguments, execution, err);
    bool before = process_shield(true);
    if (server_end(&exchange.server, status < 0 ? 0 : end_s, &served, &later) < 0 && status == 0) {
        *err = later;
        status = -1;
    }
    process_shield(before);
    execution->path = route_path(&exchange.route, exchange.lab, docker_engine_bridge());
    put_in_place(&exchange, &served, execution);
    return environment_settle(environment, execution, status, err);
}
