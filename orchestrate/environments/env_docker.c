/* env_docker.c - a container FROM scratch that holds the static binaries, through the Docker
 * command as users have it: default seccomp profile, no privileges; on the engine's bridge, or on
 * the host's network. */
#include "docker_cell.h"
#include "environments.h"

static int probe(const char *name, const struct plan_boot *boot, struct error *err) {
    (void)name, (void)boot;
    return docker_engine_probe(err);
}

static int probe_nat(const char *name, const struct plan_boot *boot, struct error *err) {
    (void)name, (void)boot;
    return docker_engine_probe_bridge(err);
}

static bool on_host_network(const struct environment *environment) {
    return environment->type == &environment_docker_host;
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    (void)figure; /* the image holds all kernels */
    if (environment->state)
        return 0;
    struct docker_cell *cell =
        docker_cell_open(environment->context, environment->type->name, 1, err);
    if (!cell)
        return -1;
    if (on_host_network(environment))
        cell->network = "host";
    environment->state = cell;
    return 0;
}

static void down(struct environment *environment) {
    docker_cell_close(environment->state, environment->context);
    environment->state = NULL;
}

static int route(struct environment *environment, struct route *route, struct error *err) {
    const struct docker_cell *cell = environment->state;
    const struct lab *lab = environment->context->lab;
    if (lab->spec.elsewhere && cell->engine->host[0])
        return error_unavailable(err,
                                 "%s: a private Docker daemon is not on this host's network; "
                                 "start the host's own",
                                 environment->name);
    if (cell->engine->apart)
        return error_unavailable(err,
                                 "%s: a rootless Docker or Docker Desktop is not on this "
                                 "host's network; use an engine of this host's own",
                                 environment->name);
    if (on_host_network(environment))
        *route = route_host(lab);
    else if (cell->engine->bridge[0])
        *route = route_nat(lab, cell->engine->bridge);
    else
        return error_unavailable(err,
                                 "%s: this Docker engine has no bridge network (its option "
                                 "--bridge=none?); docker-host needs none",
                                 environment->name);
    return 0;
}

/* "198.18.0.1:5210", where the peer will ask a server in the container. */
static bool server_port(const struct environment *environment, const struct plan_figure *figure,
                        char *address, size_t size) {
    if (figure->role != ROLE_SERVER || on_host_network(environment))
        return false;
    struct route route = route_host(environment->context->lab);
    route_socket(route.own, address, size);
    return true;
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    char address[64];
    bool published = server_port(environment, figure, address, sizeof address);
    return docker_cell_prepare(environment->state, figure, published ? address : NULL, input,
                               arguments, launch, err);
}

/* What docker-run(1) exits with where the engine or the container failed, and not the kernel. */
static bool engine_failed(const struct execution *execution) {
    int status = execution->process.exit_status;
    return status >= 125 && status <= 127;
}

/* The next cell brings up again what died, or says why it cannot. */
static int settle(struct environment *environment, struct execution *execution, bool running,
                  struct error *err) {
    (void)err;
    if (running)
        docker_cell_remove(environment->state);
    else if (engine_failed(execution))
        down(environment);
    return 0;
}

static json_t *describe(const struct environment *environment) {
    return environment->state ? docker_cell_describe(environment->state) : NULL;
}

/* Without a peer the network makes no difference, and one name is enough. */
static int suits_alone(const struct plan_figure *figure, size_t series, struct error *err) {
    (void)series;
    return figure->role == ROLE_ALONE
               ? 0
               : error_unavailable(err,
                                   "%s has a peer: docker-nat or docker-host says on which "
                                   "network the container is",
                                   figure->name);
}

#define DOCKER_FUNCTIONS                                                                           \
    .is_container = true, .up = up, .prepare = prepare, .route = route, .settle = settle,          \
    .down = down, .describe = describe

const struct environment_type environment_docker = {
    .name = "docker",
    .about = "docker run of an image FROM scratch that holds the same binary",
    .probe = probe,
    .suits = suits_alone,
    DOCKER_FUNCTIONS,
};

const struct environment_type environment_docker_host = {
    .name = "docker-host",
    .about = "the same on the host's network",
    .probe = probe,
    DOCKER_FUNCTIONS,
};

const struct environment_type environment_docker_nat = {
    .name = "docker-nat",
    .about = "the same on Docker's bridge, through NAT to the peer, by a published port from it",
    .probe = probe_nat,
    DOCKER_FUNCTIONS,
};
