/* env_native.c - the host itself: the static binary with a scrubbed environment. */
#include "base/project.h"
#include "environments.h"
#include "plan/kernel_argv.h"
#include "scrub.h"

static int probe(const char *name, const struct plan_boot *boot, struct error *err) {
    (void)name, (void)boot, (void)err;
    return 0;
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    (void)environment;
    struct path binary;
    return project_kernel(figure->kernel, &binary, err);
}

static int route(struct environment *environment, struct route *route, struct error *err) {
    (void)err;
    *route = route_host(environment->context->lab);
    return 0;
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    (void)input;
    const struct lab *lab = environment->context->lab;
    struct path binary;
    if (project_kernel(figure->kernel, &binary, err) < 0)
        return -1;
    const char *head[] = {binary.text, NULL};
    struct kernel_argv argv = kernel_argv(head, arguments);
    launch->spec = (struct process_spec){
        .environment = scrubbed_environment,
        .directory = "/",
        .memory_nodes = figure->memory_nodes,
        .network = lab ? lab_host(lab) : NULL,
        .timeout_s = figure->cell_timeout_s,
    };
    return launch_argv(launch, argv.word, err) < 0 || launch_cpus(launch, figure->cpus, err) < 0
               ? -1
               : 0;
}

static void down(struct environment *environment) {
    (void)environment;
}

const struct environment_type environment_native = {
    .name = "native",
    .about = "the static binary on this host, with a scrubbed environment",
    .probe = probe,
    .up = up,
    .prepare = prepare,
    .route = route,
    .down = down,
};
