/* env_native.c - the host itself: the static binary with a scrubbed environment. */
#include "base/project.h"
#include "environments.h"
#include "plan/kernel_argv.h"
#include "scrub.h"

#include "harness/cpulist.h"

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

static int exec(struct environment *environment, const struct plan_figure *figure,
                const char *const *arguments, struct execution *execution, struct error *err) {
    (void)environment;
    struct path binary;
    cpu_set_t cpus;
    if (project_kernel(figure->kernel, &binary, err) < 0 ||
        cpulist_parse(figure->cpus, &cpus, err) < 0)
        return -1;
    const char *head[] = {binary.text, NULL};
    struct kernel_argv argv = kernel_argv(head, arguments);
    struct process_spec spec = {
        .argv = argv.word,
        .environment = scrubbed_environment,
        .directory = "/",
        .cpus = &cpus,
        .memory_nodes = figure->memory_nodes,
        .timeout_s = figure->cell_timeout_s,
    };
    return execution_run(&spec, NULL, NULL, NULL, execution, err);
}

static void down(struct environment *environment) {
    (void)environment;
}

const struct environment_type environment_native = {
    .name = "native",
    .about = "the static binary on this host, with a scrubbed environment",
    .probe = probe,
    .up = up,
    .exec = exec,
    .down = down,
};
