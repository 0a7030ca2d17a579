/* env_docker.c - containers FROM scratch that hold the static binaries, through the Docker command
 * as users have it, without privileges: on the engine's bridge or the host's network, with a
 * directory on the storage medium as a volume, under the engine's seccomp profile or one that lets
 * io_uring through. */
#include "env_docker.h"
#include "base/project.h"
#include "common/cleanup.h"
#include "common/cpulist.h"
#include "container_levels.h"
#include "docker_cell.h"
#include "docker_image.h"
#include "environments.h"
#include "medium/medium.h"

#include <string.h>
#include <unistd.h>

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)boot;
    const struct container_engine *engine = type->container_engine;
    const struct docker_variant *variant = type->variant;
    enum network_way network = type->traits.network;
    if (engine->suits_user && engine->suits_user(name, err) < 0)
        return -1;
    int status = network == NETWORK_NONE ? engine->probe(err)
                                         : engine->probe_network(network == NETWORK_NAT, err);
    if (status < 0)
        return -1;
    return variant->runtime ? level_runtime_available(variant->runtime, err) : 0;
}

static void down(struct environment *environment) {
    docker_cell_close(environment->state, environment->context);
    environment->state = NULL;
}

/* The level of a feature, where the table has it and the name asks for it; NULL otherwise. */
static const char *asked_level(const struct environment_type *type, const struct features *features,
                               const char *key) {
    int feature = feature_find(type->features, key);
    return feature >= 0 && features->named[feature]
               ? feature_level(type->features, features, feature)
               : NULL;
}

static bool asks(const struct environment_type *type, const struct features *features,
                 const char *key, const char *level) {
    const char *asked = asked_level(type, features, key);
    return asked && strcmp(asked, level) == 0;
}

/* Which level leaves a container without a cpuset; NULL: it has one. Nobody but root may give it
 * one: systemd hands users the controllers of CPU time, memory and processes. */
static const char *without_cpuset(const struct environment_type *type,
                                  const struct features *features) {
    if (asks(type, features, "cgroup", "none"))
        return "cgroup=none";
    return asks(type, features, "rootless", "on") ? "rootless=on" : NULL;
}

/* What must be seen to hold; NULL: nothing. A runtime that the type stands for is looked at like
 * one that a name asks for. */
static json_t *looked_at(const struct environment_type *type, const struct features *features) {
    const struct docker_variant *variant = type->variant;
    json_t *all = type->features ? features_asked(type->features, features) : json_object();
    if (variant->runtime)
        json_object_set_new(all, "runtime", json_string(variant->runtime));
    if (json_object_size(all) > 0)
        return all;
    json_decref(all);
    return NULL;
}

static int set_options(const struct environment *environment, const struct features *features,
                       struct docker_cell *cell, struct error *err) {
    const struct environment_type *type = environment->type;
    const struct docker_variant *variant = type->variant;
    const char *network = asked_level(type, features, "network");
    cell->network = network ? network : variant->network;
    cell->no_cpuset = without_cpuset(type, features) != NULL;
    cell->default_refuses_io_uring = type->features == &container_features &&
                                     asks(type, features, "seccomp", "default") &&
                                     level_seccomp_available("iouring", NULL) == 0;
    if (type->traits.storage != STORAGE_NONE)
        docker_cell_mount(cell, medium_directory(environment->context->medium));
    if (variant->seccomp)
        argv_add(&cell->options, "--security-opt=seccomp=%s",
                 project_path("%s", variant->seccomp).text);
    if (variant->runtime)
        argv_add(&cell->options, "--runtime=%s", variant->runtime);
    return type->features ? features_apply(type->features, features, &cell->options, err) : 0;
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    (void)figure; /* the image holds all kernels */
    const struct environment_type *type = environment->type;
    struct features features;
    if (environment->state)
        return 0;
    if (environment_features(environment, &features, err) < 0)
        return -1;
    const struct docker_choice choice = {.name = environment->name,
                                         .instance = environment->instance,
                                         .count = 1,
                                         .remapped = asks(type, &features, "userns", "remapped"),
                                         .features = looked_at(type, &features)};
    struct docker_cell *cell =
        docker_cell_open(type->container_engine, &choice, environment->context, err);
    environment->state = cell;
    if (cell && set_options(environment, &features, cell, err) == 0)
        return 0;
    down(environment);
    return -1;
}

/* What a cpuset alone would keep off the others' CPUs is judged by the figure. */
static int foresee(const struct environment_type *type, const char *name,
                   const struct plan_figure *figure, struct plan *plan, struct error *err) {
    struct features features;
    struct cpu_set cpus;
    (void)plan;
    if (!type->features)
        return 0;
    if (features_parse(type->features, name, &features, err) < 0)
        return -1;
    const char *no_cpuset = without_cpuset(type, &features);
    if (no_cpuset && cpulist_parse(figure->cpus, &cpus, err) < 0)
        return -1;
    if (no_cpuset && cpu_set_count(&cpus) < sysconf(_SC_NPROCESSORS_ONLN))
        return error_unavailable(err,
                                 "%s cannot be given: CPUs %s are not all of this "
                                 "host's, and only a cpuset keeps a container there",
                                 no_cpuset, figure->cpus);
    if (asks(type, &features, "rootfs", "volume") && type->traits.storage == STORAGE_NONE)
        return error_unavailable(err,
                                 "rootfs=volume cannot be given: %s has no way to a medium; "
                                 "docker+rootfs=volume has",
                                 type->name);
    if (asks(type, &features, "userns", "remapped") &&
        (type->traits.network != NETWORK_NONE || asks(type, &features, "network", "host")))
        return error_unavailable(err, "userns=remapped cannot be given: no engine gives a "
                                      "container on the host's network a user namespace, and its "
                                      "private daemon's bridge leads nowhere");
    return 0;
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
    const struct docker_variant *variant = type->variant;
    if (variant->asked) {
        int status = docker_ask_runtime(type, variant->runtime, variant->asked, plan, figure, err);
        *answer = *variant->asked;
        return status;
    }
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
    const struct docker_variant *variant = type->variant;
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

const struct environment_hooks docker_hooks = {
    .probe = probe,
    .foresee = foresee,
    .joins_elsewhere = docker_joins_elsewhere,
    .engine = engine,
    .engine_agreed = engine_agreed,
    .up = up,
    .prepare = prepare,
    .route = route,
    .settle = settle,
    .down = down,
    .describe = docker_environment_describe,
    .image_bytes = docker_image_bytes,
};

static const char with_network[] = "docker-host-volume or docker-nat-volume says on which network "
                                   "the container is";
static const struct docker_variant plain;
static const struct docker_variant on_host = {.network = "host"};
static const struct docker_variant iouring = {.seccomp = "container/seccomp-iouring.json"};

const struct environment_type environment_docker[] = {
    {"docker",
     "docker run of an image FROM scratch that holds the same binary",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_NONE, COLOUR_SKY_BLUE},
     .container_engine = &docker_containers,
     .features = &container_features,
     .storage_instead = "docker-volume and docker-overlay",
     .network_instead = "docker-nat or docker-host says on which network the container is",
     .variant = &plain,
     .does = &docker_hooks},
    {"docker-host",
     "the same on the host's network",
     {KIND_CONTAINER, NETWORK_HOST, STORAGE_NONE, COLOUR_BLUE},
     .container_engine = &docker_containers,
     .also = "docker+network=host",
     .features = &container_features,
     .storage_instead = "docker-host-volume and docker-host-overlay",
     .variant = &on_host,
     .does = &docker_hooks},
    {"docker-nat",
     "the same on Docker's bridge, through NAT to the peer, by a published port from it",
     {KIND_CONTAINER, NETWORK_NAT, STORAGE_NONE, COLOUR_GREEN},
     .container_engine = &docker_containers,
     .also = "docker+network=bridge",
     .features = &container_features,
     .storage_instead = "docker-nat-volume and docker-nat-overlay",
     .variant = &plain,
     .does = &docker_hooks},
    {"docker-volume",
     "a container with a directory on the storage medium as a volume",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_FILES, COLOUR_SKY_BLUE},
     .container_engine = &docker_containers,
     .also = "docker+rootfs=volume",
     .features = &container_features,
     .storage_only = true,
     .network_instead = with_network,
     .variant = &plain,
     .does = &docker_hooks},
    {"docker-host-volume",
     "docker-volume on the host's network",
     {KIND_CONTAINER, NETWORK_HOST, STORAGE_FILES, COLOUR_BLUE},
     .container_engine = &docker_containers,
     .also = "docker+network=host+rootfs=volume",
     .features = &container_features,
     .storage_only = true,
     .variant = &on_host,
     .does = &docker_hooks},
    {"docker-nat-volume",
     "docker-volume on Docker's bridge",
     {KIND_CONTAINER, NETWORK_NAT, STORAGE_FILES, COLOUR_GREEN},
     .container_engine = &docker_containers,
     .also = "docker+network=bridge+rootfs=volume",
     .features = &container_features,
     .storage_only = true,
     .variant = &plain,
     .does = &docker_hooks},
    {"docker-iouring",
     "docker-volume under the seccomp profile of Docker 20.10, which has the three "
     "io_uring calls; from engine 25 on other calls differ as well",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_FILES, COLOUR_GREEN},
     .container_engine = &docker_containers,
     .features = &container_features,
     .storage_only = true,
     .variant = &iouring,
     .does = &docker_hooks},
    {0},
};
