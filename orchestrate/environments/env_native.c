/* env_native.c - the host itself: the static binary with a scrubbed environment. */
#include "base/project.h"
#include "environments.h"
#include "medium/medium.h"
#include "service_root.h"

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)type, (void)name, (void)boot, (void)err;
    return 0;
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    struct path binary;
    return project_kernel(environment_kernel(environment, figure), &binary, err);
}

static int route(struct environment *environment, struct route *route, struct error *err) {
    (void)err;
    *route = route_host(environment->context->lab);
    return 0;
}

static struct path service_root(const struct environment *environment) {
    return service_root_file(&environment->context->plan->services, "root");
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    (void)input;
    const struct lab *lab = environment->context->lab;
    int status = launch_here(launch, environment_kernel(environment, figure), figure, figure->cpus,
                             lab ? lab_host(lab) : NULL, arguments, err);
    launch->spec.memory_nodes = figure->memory_nodes;
    return status;
}

static int settle(struct environment *environment, struct execution *execution, bool running,
                  struct error *err) {
    (void)running, (void)err;
    const struct medium *medium = environment->context->medium;
    execution->medium_seen = medium ? medium_seen(medium) : NULL;
    return 0;
}

static void down(struct environment *environment) {
    (void)environment;
}

static const struct environment_hooks hooks = {
    .probe = probe,
    .up = up,
    .prepare = prepare,
    .settle = settle,
    .route = route,
    .service_root = service_root,
    .down = down,
};

const struct environment_type environment_native[] = {
    {"native",
     "the static binary on this host, with a scrubbed environment",
     {KIND_PROCESS, NETWORK_HOST, STORAGE_FILES, COLOUR_BLACK},
     .does = &hooks},
    {0},
};
