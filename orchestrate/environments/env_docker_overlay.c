/* env_docker_overlay.c - a container's own layer as the way to a storage medium. */
#include "docker_cell.h"
#include "environments.h"
#include "medium/medium.h"

#include <sys/stat.h>

/* Beside the user's own in one network it would take the rules of its published ports away. */
static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)name, (void)boot;
    char version[64];
    if (type->traits.network != NETWORK_NONE && type->container_engine->answers(version, NULL))
        return error_unavailable(err,
                                 "a second %s daemon on this host's network would undo what "
                                 "the first one publishes; stop that one for the run",
                                 type->container_engine->title);
    if (docker_engine_probe_private(err) == 0)
        return 0;
    return error_wrap(err, "its layers must lie on the storage medium, on any other disk its ratio "
                           "would mean nothing");
}

/* The daemon is there for a cell alone: while it runs, the medium could not be handed over. */
struct overlay {
    struct docker_engine engine;
    bool running;
    struct docker_cell *cell;
    json_t *facts; /* what it said of itself */
    char data_root[4096];
};

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    (void)figure;
    if (environment->state)
        return 0;
    struct overlay *overlay = environment->state = calloc(1, sizeof *overlay);
    if (!overlay)
        return error_failed(err, "out of memory");
    snprintf(overlay->data_root, sizeof overlay->data_root, "%s/docker",
             medium_directory(environment->context->medium));
    return 0;
}

static void stop_overlay(struct overlay *overlay, const struct context *context) {
    bool before = process_shield(true);
    docker_cell_close(overlay->cell, context);
    if (overlay->running)
        docker_engine_stop_private(&overlay->engine, context->journal);
    overlay->cell = NULL;
    overlay->running = false;
    process_shield(before);
}

static void down(struct environment *environment) {
    struct overlay *overlay = environment->state;
    if (!overlay)
        return;
    stop_overlay(overlay, environment->context);
    json_decref(overlay->facts);
    free(overlay);
    environment->state = NULL;
}

/* The kernel's directory is made in the container's layer by --workdir. */
static int start(struct environment *environment, struct error *err) {
    const struct context *context = environment->context;
    const struct environment_type *type = environment->type;
    struct overlay *overlay = environment->state;
    const char *network = type->traits.network == NETWORK_NONE ? NULL : lab_host(context->lab);
    if (overlay->running)
        return 0;
    const struct docker_private wanted = {
        .name = environment->name, .data_root = overlay->data_root, .network = network};
    if (docker_engine_start_private(&overlay->engine, &wanted, context->journal, err) < 0)
        return -1;
    overlay->running = true;
    const struct docker_choice choice = {
        .name = environment->name, .count = 1, .engine = &overlay->engine};
    overlay->cell = docker_cell_open(type->container_engine, &choice, context, err);
    if (!overlay->cell)
        return -1;
    overlay->cell->network = type->variant;
    argv_add(&overlay->cell->options, "--workdir=%s", medium_directory(context->medium));
    if (!overlay->facts)
        overlay->facts = docker_cell_describe(overlay->cell);
    return 0;
}

static int route(struct environment *environment, struct route *route, struct error *err) {
    const struct overlay *overlay = environment->state;
    return start(environment, err) < 0 ? -1
                                       : docker_cell_route(overlay->cell, environment, route, err);
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    const struct overlay *overlay = environment->state;
    return start(environment, err) < 0 ? -1
                                       : docker_cell_prepare(overlay->cell, environment, figure,
                                                             input, arguments, launch, err);
}

/* Is what the daemon writes on the medium's file system? */
static bool on_the_medium(const struct overlay *overlay, const struct medium *medium) {
    struct stat root, directory;
    return stat(overlay->data_root, &root) == 0 &&
           stat(medium_directory(medium), &directory) == 0 && root.st_dev == directory.st_dev;
}

/* Where the layer must lie (gate "medium"): the kernel tells where it does. */
static json_t *seen_in_layer(const struct overlay *overlay, const struct medium *medium) {
    json_t *seen = medium_seen(medium);
    json_t *below = json_pack("{s:O?,s:O?}", "file_system", json_object_get(seen, "file_system"),
                              "mounted_from", json_object_get(seen, "mounted_from"));
    json_decref(seen);
    return json_pack("{s:s,s:s,s:s,s:s,s:b,s:o}", "holder", "host", "file_system", "overlay",
                     "mounted_from", "overlay", "data_root", overlay->data_root, "on_the_medium",
                     (int)on_the_medium(overlay, medium), "below", below);
}

static int settle(struct environment *environment, struct execution *execution, bool running,
                  struct error *err) {
    (void)err;
    struct overlay *overlay = environment->state;
    execution->medium_seen = seen_in_layer(overlay, environment->context->medium);
    if (overlay->cell)
        json_object_set_new(execution->medium_seen, "seccomp",
                            docker_cell_seccomp(overlay->cell, overlay->facts));
    if (running && overlay->cell)
        docker_cell_remove(overlay->cell);
    stop_overlay(overlay, environment->context);
    return 0;
}

static json_t *describe(const struct environment *environment) {
    const struct overlay *overlay = environment->state;
    return overlay ? json_incref(overlay->facts) : NULL;
}

static int joins_elsewhere(const struct environment_type *type, struct error *err) {
    (void)type;
    return error_unavailable(err, "its private daemon is not on this host's network");
}

static const struct environment_hooks hooks = {
    .probe = probe,
    .engine = docker_ask_engine,
    .up = up,
    .prepare = prepare,
    .route = route,
    .joins_elsewhere = joins_elsewhere,
    .settle = settle,
    .down = down,
    .describe = describe,
};

const struct environment_type environment_docker_overlay[] = {
    {"docker-overlay",
     "a container's own layer, by a private daemon whose data is on the storage medium",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_LAYER, COLOUR_WINE},
     .storage_only = true,
     .network_instead = "docker-host-overlay or docker-nat-overlay says on which network the "
                        "container is",
     .container_engine = &docker_containers,
     .does = &hooks},
    {"docker-host-overlay",
     "docker-overlay on the host's network",
     {KIND_CONTAINER, NETWORK_HOST, STORAGE_LAYER, COLOUR_SKY_BLUE},
     .storage_only = true,
     .container_engine = &docker_containers,
     .variant = "host",
     .does = &hooks},
    {"docker-nat-overlay",
     "docker-overlay on the private daemon's bridge",
     {KIND_CONTAINER, NETWORK_NAT, STORAGE_LAYER, COLOUR_WINE},
     .storage_only = true,
     .container_engine = &docker_containers,
     .does = &hooks},
    {0},
};
