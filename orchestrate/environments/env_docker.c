/* env_docker.c - a container FROM scratch that holds the static binaries, through the Docker
 * command as users have it: default seccomp profile, default network, no privileges. */
#include "base/project.h"
#include "docker_engine.h"
#include "environments.h"
#include "plan/kernel_argv.h"
#include "plan/words.h"
#include "scrub.h"

#include "harness/cleanup.h"

#include <string.h>

struct docker {
    struct docker_engine engine;
    char image[64];     /* virtax:DIGEST */
    char container[64]; /* name of the container of each cell in turn */
    int container_id;   /* in the journal */
};

static int probe(const char *name, const struct plan_boot *boot, struct error *err) {
    (void)name, (void)boot;
    return docker_engine_probe(err);
}

static void down(struct environment *environment) {
    struct docker *docker = environment->state;
    if (!docker)
        return;
    struct error ignored;
    struct journal *journal = environment->context->journal;
    journal_undo(journal, docker->container_id, &ignored);
    docker_engine_stop(&docker->engine);
    /* A daemon that is started again later takes the same directory. */
    journal_undo(journal, docker->engine.process_id, &ignored);
    journal_undo(journal, docker->engine.directory_id, &ignored);
    free(docker);
    environment->state = NULL;
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    (void)figure; /* the image holds all kernels */
    if (environment->state)
        return 0;
    struct journal *journal = environment->context->journal;
    struct docker *docker = calloc(1, sizeof *docker);
    if (!docker)
        return error_failed(err, "out of memory");
    docker->container_id = -1;
    environment->state = docker;
    if (docker_engine_start(&docker->engine, journal, err) < 0 ||
        docker_image(environment->context->plan, docker->image, sizeof docker->image, err) < 0)
        goto failed;
    snprintf(docker->container, sizeof docker->container, "%s-docker", journal_prefix(journal));
    const char *host = getenv("DOCKER_HOST"); /* `virtax clean` may not have it */
    docker->container_id =
        journal_add(journal, "container", docker->container, host ? host : "", err);
    if (docker->container_id >= 0)
        return 0;
failed:
    down(environment);
    return -1;
}

static double daemon_cpu_s(void *context) {
    return docker_engine_cpu_s(context);
}

/* docker run, with the scrubbed list as -e options. */
static struct kernel_argv run_argv(const struct docker *docker, const struct plan_figure *figure,
                                   const char *cpus, const char *nodes,
                                   const char *const *arguments) {
    const char *head[40] = {
        "docker", "run", "--rm", "--name", docker->container, "--label", "virtax", cpus, nodes,
    };
    size_t used = 9;
    const struct parameter *numa = parameters_find(&figure->parameters, "numa");
    if (numa && strncmp(numa->value, "interleave", 10) == 0)
        head[used++] = "--cap-add=SYS_NICE"; /* without it the default profile forbids mbind(2) */
    for (size_t i = 0; scrubbed_environment[i]; i++) {
        head[used++] = "--env";
        head[used++] = scrubbed_environment[i];
    }
    static char binary[128];
    snprintf(binary, sizeof binary, "/bin/%s", figure->kernel);
    head[used++] = docker->image;
    head[used++] = binary;
    return kernel_argv(head, arguments);
}

static int exec(struct environment *environment, const struct plan_figure *figure,
                const char *const *arguments, struct execution *execution, struct error *err) {
    struct docker *docker = environment->state;
    char cpus[256], nodes[256];
    snprintf(cpus, sizeof cpus, "--cpuset-cpus=%s", figure->cpus);
    snprintf(nodes, sizeof nodes, "--cpuset-mems=%s", figure->memory_nodes);
    struct kernel_argv argv = run_argv(docker, figure, cpus, nodes, arguments);
    struct process_spec spec = {.argv = argv.word, .timeout_s = figure->cell_timeout_s};
    struct meters meters = {.daemon = daemon_cpu_s, .context = &docker->engine};
    int status = execution_run(&spec, &meters, NULL, NULL, execution, err);
    if (status < 0 || execution->process.timed_out) {
        /* Only the client was ended: the container goes on until it is removed. */
        bool before = process_shield(true);
        const char *remove[] = {"docker", "rm", "--force", docker->container, NULL};
        process_check(remove, NULL, NULL);
        process_shield(before);
    }
    return status;
}

static json_t *describe(const struct environment *environment) {
    const struct docker *docker = environment->state;
    if (!docker)
        return NULL;
    json_t *facts = docker_engine_describe(&docker->engine);
    if (facts)
        json_object_set_new(facts, "image", json_string(docker->image));
    return facts;
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
