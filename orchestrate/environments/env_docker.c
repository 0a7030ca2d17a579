/* env_docker.c - containers FROM scratch that hold the static binaries, through the Docker command
 * as users have it, without privileges: on the engine's bridge or the host's network, with a
 * directory on the storage medium as a volume, under the engine's seccomp profile or one that lets
 * io_uring through. */
#include "base/project.h"
#include "common/cleanup.h"
#include "docker_cell.h"
#include "environments.h"
#include "medium/medium.h"

#include <string.h>

struct variant {
    const char *network; /* of --network; NULL: the engine's default, a bridge with NAT */
    const char *seccomp; /* a profile of the project's own; NULL: the engine's */
};

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)name, (void)boot;
    const struct container_engine *engine = type->container_engine;
    return type->traits.network == NETWORK_NAT ? engine->probe_bridge(err) : engine->probe(err);
}

static void down(struct environment *environment) {
    docker_cell_close(environment->state, environment->context);
    environment->state = NULL;
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    (void)figure; /* the image holds all kernels */
    const struct environment_type *type = environment->type;
    const struct variant *variant = type->variant;
    if (environment->state)
        return 0;
    struct docker_cell *cell =
        docker_cell_open(type->container_engine, NULL, environment->context, type->name, 1, err);
    environment->state = cell;
    if (!cell)
        return -1;
    cell->network = variant->network;
    if (type->traits.storage != STORAGE_NONE)
        docker_cell_mount(cell, medium_directory(environment->context->medium));
    if (variant->seccomp)
        argv_add(&cell->options, "--security-opt=seccomp=%s",
                 project_path("%s", variant->seccomp).text);
    if (environment_apply(environment, &cell->options, err) == 0)
        return 0;
    down(environment);
    return -1;
}

static int route(struct environment *environment, struct route *route, struct error *err) {
    return docker_cell_route(environment->state, environment, route, err);
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    return docker_cell_prepare(environment->state, environment, figure, input, arguments, launch,
                               err);
}

/* docker-run(1) exits so where the engine or the container failed, and not the kernel. */
static bool engine_failed(const struct execution *execution) {
    int status = execution->process.exit_status;
    return status >= 125 && status <= 127;
}

static json_t *medium_of(const struct environment *environment) {
    cleanup_json json_t *engine = docker_cell_describe(environment->state);
    json_t *seen = medium_seen(environment->context->medium);
    json_object_set_new(seen, "seccomp", docker_cell_seccomp(environment->state, engine));
    return seen;
}

/* The next cell brings up again what died, or says why it cannot. */
static int settle(struct environment *environment, struct execution *execution, bool running,
                  struct error *err) {
    (void)err;
    if (environment->type->traits.storage != STORAGE_NONE)
        execution->medium_seen = medium_of(environment);
    if (running)
        docker_cell_remove(environment->state);
    else if (engine_failed(execution))
        down(environment);
    return 0;
}

/* Our own profile lets the best one through. */
static int engine(const struct environment_type *type, const struct plan *plan,
                  const struct plan_figure *figure, struct engine_answer *answer,
                  struct error *err) {
    const struct variant *variant = type->variant;
    if (!variant->seccomp)
        return docker_ask_engine(type, plan, figure, answer, err);
    *answer = (struct engine_answer){.engine = "io_uring"};
    return 0;
}

static bool has_series(const struct plan_figure *figure, const char *environment) {
    for (size_t i = 0; i < figure->series_count; i++)
        if (strcmp(figure->series[i].environment, environment) == 0)
            return true;
    return false;
}

/* Whether its profile makes any difference here. */
static void engine_agreed(const struct environment_type *type, const struct plan_figure *figure,
                          const char *engine, struct plan *plan) {
    const struct container_engine *by = type->container_engine;
    const struct variant *variant = type->variant;
    char plain[64];
    snprintf(plain, sizeof plain, "%s-volume", by->command);
    if (!variant->seccomp || !has_series(figure, plain))
        return;
    if (strcmp(engine, "io_uring") == 0)
        plan_warn_once(plan,
                       "%s: %s's own profile lets io_uring through here, so that it differs from "
                       "%s in nothing but the profile",
                       type->name, by->title, plain);
    else
        plan_warn_once(plan,
                       "%s: has the same engine as all others, so that its profile changes "
                       "nothing; -e native,%s,kvm compares io_uring",
                       type->name, type->name);
}

static const struct environment_hooks hooks = {
    .probe = probe,
    .joins_elsewhere = docker_joins_elsewhere,
    .engine = engine,
    .engine_agreed = engine_agreed,
    .up = up,
    .prepare = prepare,
    .route = route,
    .settle = settle,
    .down = down,
    .describe = docker_environment_describe,
};

static const char with_network[] = "docker-host-volume or docker-nat-volume says on which network "
                                   "the container is";
static const struct variant plain;
static const struct variant on_host = {.network = "host"};
static const struct variant iouring = {.seccomp = "container/seccomp-iouring.json"};

const struct environment_type environment_docker[] = {
    {"docker",
     "docker run of an image FROM scratch that holds the same binary",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_NONE, COLOUR_SKY_BLUE},
     .container_engine = &docker_containers,
     .features = &container_features,
     .storage_instead = "docker-volume and docker-overlay",
     .network_instead = "docker-nat or docker-host says on which network the container is",
     .variant = &plain,
     .does = &hooks},
    {"docker-host",
     "the same on the host's network",
     {KIND_CONTAINER, NETWORK_HOST, STORAGE_NONE, COLOUR_BLUE},
     .container_engine = &docker_containers,
     .features = &container_features,
     .storage_instead = "docker-host-volume and docker-host-overlay",
     .variant = &on_host,
     .does = &hooks},
    {"docker-nat",
     "the same on Docker's bridge, through NAT to the peer, by a published port from it",
     {KIND_CONTAINER, NETWORK_NAT, STORAGE_NONE, COLOUR_GREEN},
     .container_engine = &docker_containers,
     .features = &container_features,
     .storage_instead = "docker-nat-volume and docker-nat-overlay",
     .variant = &plain,
     .does = &hooks},
    {"docker-volume",
     "a container with a directory on the storage medium as a volume",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_FILES, COLOUR_SKY_BLUE},
     .container_engine = &docker_containers,
     .features = &container_features,
     .storage_only = true,
     .network_instead = with_network,
     .variant = &plain,
     .does = &hooks},
    {"docker-host-volume",
     "docker-volume on the host's network",
     {KIND_CONTAINER, NETWORK_HOST, STORAGE_FILES, COLOUR_BLUE},
     .container_engine = &docker_containers,
     .features = &container_features,
     .storage_only = true,
     .variant = &on_host,
     .does = &hooks},
    {"docker-nat-volume",
     "docker-volume on Docker's bridge",
     {KIND_CONTAINER, NETWORK_NAT, STORAGE_FILES, COLOUR_GREEN},
     .container_engine = &docker_containers,
     .features = &container_features,
     .storage_only = true,
     .variant = &plain,
     .does = &hooks},
    {"docker-iouring",
     "docker-volume under the seccomp profile of Docker 20.10, which has the three "
     "io_uring calls; from engine 25 on other calls differ as well",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_FILES, COLOUR_GREEN},
     .container_engine = &docker_containers,
     .features = &container_features,
     .storage_only = true,
     .variant = &iouring,
     .does = &hooks},
    {0},
};
