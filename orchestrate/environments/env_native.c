/* env_native.c - the host itself: the static binary with a scrubbed environment. */
#include "environments.h"
#include "on_host.h"
#include "service_root.h"

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)type, (void)name, (void)boot, (void)err;
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

static const struct environment_hooks hooks = {
    .probe = probe,
    .up = on_host_up,
    .prepare = prepare,
    .settle = on_host_settle,
    .route = on_host_route,
    .service_root = service_root,
    .down = on_host_down,
};

const struct environment_type environment_native[] = {
    {"native",
     "the static binary on this host, with a scrubbed environment",
     {KIND_PROCESS, NETWORK_HOST, STORAGE_FILES, COLOUR_BLACK},
     .does = &hooks},
    {0},
};
