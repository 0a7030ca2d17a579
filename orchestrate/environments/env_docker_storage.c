/* env_docker_storage.c - the ways of a container to a storage medium: a directory of the host as a
 * volume, the same under a seccomp profile that lets io_uring through, and the container's own
 * layer. */
#include "docker_ask.h"
#include "docker_cell.h"
#include "environments.h"
#include "medium/medium.h"

#include "base/project.h"
#include "common/cleanup.h"

#include <string.h>
#include <sys/stat.h>

static int probe(const char *name, const struct plan_boot *boot, struct error *err) {
    (void)name, (void)boot;
    return docker_engine_probe(err);
}

static int probe_overlay(const char *name, const struct plan_boot *boot, struct error *err) {
    (void)name, (void)boot;
    if (docker_engine_probe_private(err) == 0)
        return 0;
    return error_wrap(err, "its layers must lie on the storage medium, on any other disk its ratio "
                           "would mean nothing");
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    (void)figure; /* the image holds all kernels */
    const struct context *context = environment->context;
    const char *directory = medium_directory(context->medium);
    if (environment->state)
        return 0;
    struct docker_cell *cell = docker_cell_open(context, environment->name, 1, err);
    if (cell)
        argv_add(&cell->options, "--volume=%s:%s", directory, directory);
    environment->state = cell;
    return cell ? 0 : -1;
}

static void down(struct environment *environment) {
    docker_cell_close(environment->state, environment->context);
    environment->state = NULL;
}

static int up_with_profile(struct environment *environment, const struct plan_figure *figure,
                           struct error *err) {
    struct path profile = project_path("container/seccomp-iouring.json");
    if (environment->state)
        return 0;
    if (up(environment, figure, err) < 0)
        return -1;
    struct docker_cell *cell = environment->state;
    argv_add(&cell->options, "--security-opt=seccomp=%s", profile.text);
    return 0;
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    return docker_cell_prepare(environment->state, figure, NULL, input, arguments, launch, err);
}

/* The profile that holds in it: ours, or what the daemon says of its own ("default", "builtin", a
 * path); "none" where it has none, NULL where it does not say. */
static json_t *seccomp_of(const struct docker_cell *cell, const json_t *engine) {
    static const char option[] = "--security-opt=seccomp=", said[] = "name=seccomp,profile=";
    for (size_t i = 0; i < cell->options.count; i++)
        if (strncmp(cell->options.word[i], option, strlen(option)) == 0)
            return json_string(basename(cell->options.word[i]));
    const json_t *all = json_object_get(engine, "security"), *word;
    size_t i;
    json_array_foreach(all, i, word) {
        const char *text = json_string_value(word);
        if (text && strncmp(text, said, strlen(said)) == 0)
            return json_string(basename(text + strlen(said)));
    }
    return json_is_array(all) ? json_string("none") : json_null();
}

static int settle(struct environment *environment, struct execution *execution, bool running,
                  struct error *err) {
    (void)err;
    execution->medium = medium_seen(environment->context->medium);
    if (environment->state) {
        cleanup_json json_t *engine = docker_cell_describe(environment->state);
        json_object_set_new(execution->medium, "seccomp", seccomp_of(environment->state, engine));
    }
    if (running)
        docker_cell_remove(environment->state);
    return 0;
}

static json_t *describe(const struct environment *environment) {
    return environment->state ? docker_cell_describe(environment->state) : NULL;
}

/* The daemon is there for a cell alone: while it runs, the medium could not be handed over. */
struct overlay {
    struct docker_engine engine;
    bool running;
    struct docker_cell *cell;
    json_t *facts; /* what it said of itself */
    char data_root[4096];
};

static int up_overlay(struct environment *environment, const struct plan_figure *figure,
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

static void down_overlay(struct environment *environment) {
    struct overlay *overlay = environment->state;
    if (!overlay)
        return;
    stop_overlay(overlay, environment->context);
    json_decref(overlay->facts);
    free(overlay);
    environment->state = NULL;
}

/* The kernel's directory is made in the container's layer by --workdir. */
static int prepare_overlay(struct environment *environment, const struct plan_figure *figure,
                           const char *const *arguments, bool input, struct launch *launch,
                           struct error *err) {
    const struct context *context = environment->context;
    struct overlay *overlay = environment->state;
    if (docker_engine_start_private(&overlay->engine, environment->name, overlay->data_root,
                                    context->journal, err) < 0)
        return -1;
    overlay->running = true;
    overlay->cell = docker_cell_open_on(&overlay->engine, context, environment->name, 1, err);
    if (!overlay->cell)
        return -1;
    argv_add(&overlay->cell->options, "--workdir=%s", medium_directory(context->medium));
    if (!overlay->facts)
        overlay->facts = docker_cell_describe(overlay->cell);
    return docker_cell_prepare(overlay->cell, figure, NULL, input, arguments, launch, err);
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

static int settle_overlay(struct environment *environment, struct execution *execution,
                          bool running, struct error *err) {
    (void)err;
    struct overlay *overlay = environment->state;
    execution->medium = seen_in_layer(overlay, environment->context->medium);
    if (overlay->cell)
        json_object_set_new(execution->medium, "seccomp",
                            seccomp_of(overlay->cell, overlay->facts));
    if (running && overlay->cell)
        docker_cell_remove(overlay->cell);
    stop_overlay(overlay, environment->context);
    return 0;
}

static json_t *describe_overlay(const struct environment *environment) {
    const struct overlay *overlay = environment->state;
    return overlay ? json_incref(overlay->facts) : NULL;
}

#define STORAGE .is_container = true, .medium = MEDIUM_AS_FILES, .medium_only = true

const struct environment_type environment_docker_volume = {
    .name = "docker-volume",
    .about = "a container with a directory on the storage medium as a volume",
    STORAGE,
    .probe = probe,
    .engine = docker_ask_engine,
    .up = up,
    .prepare = prepare,
    .settle = settle,
    .down = down,
    .describe = describe,
};

const struct environment_type environment_docker_iouring = {
    .name = "docker-iouring",
    .about =
        "docker-volume under the seccomp profile of Docker 20.10, which has the three io_uring "
        "calls; from engine 25 on other calls differ as well",
    STORAGE,
    .probe = probe,
    .up = up_with_profile,
    .prepare = prepare,
    .settle = settle,
    .down = down,
    .describe = describe,
};

const struct environment_type environment_docker_overlay = {
    .name = "docker-overlay",
    .about = "a container's own layer, by a private daemon whose data is on the storage medium",
    STORAGE,
    .probe = probe_overlay,
    .engine = docker_ask_engine,
    .up = up_overlay,
    .prepare = prepare_overlay,
    .settle = settle_overlay,
    .down = down_overlay,
    .describe = describe_overlay,
};
