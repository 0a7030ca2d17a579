/* env_peer.c - the second host of the lab: a network namespace of this one, on CPUs of its own. No
 * series is measured in it; what the series talk to runs there. */
#include "base/project.h"
#include "environments.h"
#include "plan/kernel_argv.h"
#include "scrub.h"

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
    struct path binary;
    if (project_kernel(figure->kernel, &binary, err) < 0)
        return -1;
    const char *head[] = {binary.text, NULL};
    struct kernel_argv argv = kernel_argv(head, arguments);
    launch->spec = (struct process_spec){
        .environment = scrubbed_environment,
        .directory = "/",
        .network = environment->context->lab->names.peer,
        .timeout_s = figure->cell_timeout_s,
    };
    return launch_argv(launch, argv.word, err) < 0 ||
                   launch_cpus(launch, figure->peer_cpus, err) < 0
               ? -1
               : 0;
}

static void down(struct environment *environment) {
    (void)environment;
}

const struct environment_type environment_peer = {
    .name = "peer",
    .about = "the lab's second host",
    .up = up,
    .prepare = prepare,
    .down = down,
};
