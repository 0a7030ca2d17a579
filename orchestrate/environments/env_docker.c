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

static int exec(struct environment *environment, const struct plan_figure *figure,
                const char *const *arguments, struct execution *execution, struct error *err) {
    struct docker_cell *cell = environment->state;
    struct docker_run run;
    docker_run_prepare(&run, cell, 0, figure->kernel, figure->cpus, figure->memory_nodes,
                       arguments);
    struct process_spec spec = {.argv = run.argv.word, .timeout_s = figure->cell_timeout_s};
    struct meters meters = {.daemon = docker_cell_daemon_cpu_s, .context = cell};
    int status = execution_run(&spec, &meters, NULL, NULL, execution, err);
    if (status < 0 || execution->process.timed_out)
        docker_cell_remove(cell);
    return status;
}

static json_t *describe(const struct environment *environment) {
    return environment->state ? docker_cell_describe(environment->state) : NULL;
}

const struct environment_type environment_docker = {
    .name = "docker",
    .about = "docker run of an image FROM scratch that holds the same binary",
    .probe = probe,
    .up = up,
    .exec = exec,
    .down = down,
    .describe = describe,
};
