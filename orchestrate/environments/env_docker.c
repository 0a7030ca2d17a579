/* env_docker.c - a container FROM scratch that holds the static binaries, through the Docker
 * command as users have it: default seccomp profile, default network, no privileges. */
#include "docker_cell.h"
#include "environments.h"

static int probe(const char *name, const struct plan_boot *boot, struct error *err) {
    (void)name, (void)boot;
    return docker_engine_probe(err);
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    (void)figure; /* the image holds all kernels */
    if (!environment->state)
        environment->state = docker_cell_open(environment->context, "docker", 1, err);
    return environment->state ? 0 : -1;
}

static void down(struct environment *environment) {
    docker_cell_close(environment->state, environment->context);
    environment->state = NULL;
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    (void)input;
    struct docker_cell *cell = environment->state;
    struct docker_run run;
    docker_run_prepare(&run, cell, 0, figure->kernel, figure->cpus, figure->memory_nodes,
                       arguments);
    launch->spec = (struct process_spec){.timeout_s = figure->cell_timeout_s};
    launch->meters = (struct meters){.daemon = docker_cell_daemon_cpu_s, .context = cell};
    return launch_argv(launch, run.argv.word, err);
}

static int settle(struct environment *environment, struct execution *execution, bool running,
                  struct error *err) {
    (void)execution, (void)err;
    if (running)
        docker_cell_remove(environment->state);
    return 0;
}

static json_t *describe(const struct environment *environment) {
    return environment->state ? docker_cell_describe(environment->state) : NULL;
}

const struct environment_type environment_docker = {
    .name = "docker",
    .about = "docker run of an image FROM scratch that holds the same binary",
    .probe = probe,
    .up = up,
    .prepare = prepare,
    .settle = settle,
    .down = down,
    .describe = describe,
};
