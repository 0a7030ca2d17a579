/* env_peer.c - the second host of the lab: a network namespace of this one, on CPUs of its own. No
 * series is measured in it; what the series talk to runs there, or beside the lab. */
#include "base/project.h"
#include "environments.h"

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    (void)environment;
    struct path binary;
    return project_kernel(figure->kernel, &binary, err);
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    (void)input;
    bool outside = environment->type == &environment_outside;
    return launch_here(launch, figure->kernel, figure, figure->peer_cpus,
                       outside ? NULL : environment->context->lab->names.peer, arguments, err);
}

static void down(struct environment *environment) {
    (void)environment;
}

static const struct environment_hooks hooks = {
    .up = up,
    .prepare = prepare,
    .down = down,
};

const struct environment_type environment_peer = {
    .name = "peer",
    .about = "the lab's second host",
    .does = &hooks,
};

const struct environment_type environment_outside = {
    .name = "outside",
    .about = "this host beside the lab",
    .does = &hooks,
};
