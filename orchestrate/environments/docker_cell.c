#include "docker_cell.h"

#include "base/json_text.h"
#include "base/scrub.h"
#include "common/cleanup.h"

#include <stdarg.h>
#include <string.h>

static int list_containers(struct docker_cell *cell, const struct context *context,
                           const char *name, size_t count, struct error *err) {
    const char *host = getenv("DOCKER_HOST"); /* `virtax clean` may not have it */
    for (size_t i = 0; i < count; i++) {
        struct docker_container *container = &cell->container[i];
        char number[24] = "";
        if (i > 0)
            snprintf(number, sizeof number, "-%zu", i + 1);
        snprintf(container->name, sizeof container->name, "%s-%s%s",
                 journal_prefix(context->journal), name, number);
        container->journal_id =
            journal_add(context->journal, "container", container->name, host ? host : "", err);
        if (container->journal_id < 0)
            return -1;
        cell->count = i + 1;
    }
    return 0;
}

/* Releases the engine on failure, if it is held. */
static struct docker_cell *open_cell(const struct docker_engine *engine, bool holds,
                                     const struct context *context, const char *name, size_t count,
                                     struct error *err) {
    struct docker_cell *cell = calloc(1, sizeof *cell);
    if (!cell) {
        if (holds)
            docker_engine_release(context->journal);
        error_failed(err, "out of memory");
        return NULL;
    }
    cell->engine = engine;
    cell->holds = holds;
    if (docker_image(context->plan, cell->image, sizeof cell->image, err) == 0 &&
        list_containers(cell, context, name, count, err) == 0)
        return cell;
    docker_cell_close(cell, context);
    return NULL;
}

struct docker_cell *docker_cell_open(const struct context *context, const char *name, size_t count,
                                     struct error *err) {
    const struct docker_engine *engine = docker_engine_hold(context->journal, err);
    return engine ? open_cell(engine, true, context, name, count, err) : NULL;
}

struct docker_cell *docker_cell_open_on(const struct docker_engine *engine,
                                        const struct context *context, const char *name,
                                        size_t count, struct error *err) {
    return open_cell(engine, false, context, name, count, err);
}

int docker_cell_option(struct docker_cell *cell, struct error *err, const char *format, ...) {
    size_t count = 0;
    while (cell->option[count])
        count++;
    va_list args;
    va_start(args, format);
    bool added = count < DOCKER_OPTIONS && vasprintf(&cell->option[count], format, args) >= 0;
    va_end(args);
    if (added)
        return 0;
    cell->option[count] = NULL;
    return error_failed(err, "docker run: too many options");
}

void docker_cell_close(struct docker_cell *cell, const struct context *context) {
    if (!cell)
        return;
    struct error ignored;
    for (size_t i = 0; i < cell->count; i++)
        journal_undo(context->journal, cell->container[i].journal_id, &ignored);
    if (cell->holds)
        docker_engine_release(context->journal);
    for (size_t i = 0; cell->option[i]; i++)
        free(cell->option[i]);
    free(cell);
}

void docker_cell_remove(const struct docker_cell *cell) {
    const char *argv[3 + DOCKER_CONTAINERS + 1] = {"docker", "rm", "--force"};
    for (size_t i = 0; i < cell->count; i++)
        argv[3 + i] = cell->container[i].name;
    bool before = process_shield(true);
    process_check(argv, NULL, NULL);
    process_shield(before);
}

json_t *docker_cell_describe(const struct docker_cell *cell) {
    json_t *facts = docker_engine_describe(cell->engine);
    const char *argv[] = {"docker", "image", "inspect", "--format", "{{.Id}}", cell->image, NULL};
    cleanup_free char *id = NULL;
    if (!facts)
        return NULL;
    json_object_set_new(facts, "image", json_string(cell->image));
    if (process_check(argv, &id, NULL) == 0)
        json_object_set_new(facts, "image_id", json_text(id));
    return facts;
}

double docker_cell_daemon_cpu_s(void *cell) {
    return docker_engine_cpu_s(((struct docker_cell *)cell)->engine);
}

/* Without the capability the default seccomp profile forbids mbind(2). */
static bool needs_mbind(const char *const *arguments) {
    for (; *arguments; arguments++)
        if (strncmp(*arguments, "--numa=interleave", 17) == 0)
            return true;
    return false;
}

/* Both protocols, on the port that the host's address names. */
static size_t publish(struct docker_run *run, const char *address, const char **head) {
    const char *port = strrchr(address, ':') + 1;
    snprintf(run->tcp, sizeof run->tcp, "--publish=%s:%s/tcp", address, port);
    snprintf(run->udp, sizeof run->udp, "--publish=%s:%s/udp", address, port);
    head[0] = run->tcp;
    head[1] = run->udp;
    return 2;
}

void docker_run_prepare(struct docker_run *run, const struct docker_cell *cell, size_t i,
                        const struct docker_wish *wish) {
    snprintf(run->cpus, sizeof run->cpus, "--cpuset-cpus=%s", wish->cpus);
    snprintf(run->nodes, sizeof run->nodes, "--cpuset-mems=%s", wish->nodes);
    snprintf(run->binary, sizeof run->binary, "/bin/%s", wish->kernel);
    const char *head[40] = {"docker",  "run",    "--rm",    "--name",  cell->container[i].name,
                            "--label", "virtax", run->cpus, run->nodes};
    size_t used = 9;
    if (needs_mbind(wish->arguments))
        head[used++] = "--cap-add=SYS_NICE";
    if (wish->input)
        head[used++] = "--interactive";
    if (cell->network) {
        snprintf(run->network, sizeof run->network, "--network=%s", cell->network);
        head[used++] = run->network;
    }
    if (wish->publish)
        used += publish(run, wish->publish, head + used);
    for (size_t word = 0; cell->option[word]; word++)
        head[used++] = cell->option[word];
    for (size_t word = 0; scrubbed_environment[word]; word++) {
        head[used++] = "--env";
        head[used++] = scrubbed_environment[word];
    }
    head[used++] = cell->image;
    head[used++] = run->binary;
    run->argv = kernel_argv(head, wish->arguments);
}

int docker_cell_prepare(struct docker_cell *cell, const struct plan_figure *figure,
                        const char *publish, bool input, const char *const *arguments,
                        struct launch *launch, struct error *err) {
    struct docker_run run;
    struct docker_wish wish = {.kernel = figure->kernel,
                               .cpus = figure->cpus,
                               .nodes = figure->memory_nodes,
                               .input = input,
                               .publish = publish,
                               .arguments = arguments};
    docker_run_prepare(&run, cell, 0, &wish);
    launch->spec = (struct process_spec){.timeout_s = figure->cell_timeout_s};
    launch->meters = (struct meters){.daemon = docker_cell_daemon_cpu_s, .context = cell};
    return launch_argv(launch, run.argv.word, err);
}
