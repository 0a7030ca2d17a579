/* env_docker_per_socket.c - one container for each NUMA node, all at once, each on its node's CPUs
 * and memory: what the report advises instead of one container across sockets. */
#include "base/words.h"
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/cpulist.h"
#include "docker_cell.h"
#include "environments.h"
#include "node_split.h"
#include "plan/kernel_argv.h"
#include "record_merge.h"

#include <math.h>
#include <string.h>

/* The nodes of memory are chosen by Docker: nothing is left to interleave. */
static const struct parameter changes[] = {{.key = (char[]){"numa"}, .value = (char[]){"local"}},
                                           {0}};

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)name, (void)boot;
    struct topology topology;
    if (topology_read("", &topology, err) < 0)
        return -1;
    int nodes = nodes_with_cpus(&topology);
    if (nodes < 2)
        return error_unavailable(err, "needs 2 NUMA nodes with CPUs; this machine has %d", nodes);
    return type->container_engine->probe(err);
}

static int split(const char *root, const struct plan_figure *figure, const char *threads,
                 struct node_split *split, struct error *err) {
    struct topology topology;
    struct cpu_set cpus;
    if (topology_read(root, &topology, err) < 0 || cpulist_parse(figure->cpus, &cpus, err) < 0)
        return -1;
    return node_split(&topology, &cpus, (unsigned)strtoul(threads, NULL, 10), split, err);
}

static int suits(const struct plan_figure *figure, size_t series, struct error *err) {
    int status = 0, values = (int)figure->sweep_values.count;
    for (int x = values ? 0 : -1; status == 0 && x < values; x++) {
        struct parameters parameters;
        struct node_split shares;
        status = cell_parameters(figure, series, x, &parameters, err);
        const struct parameter *threads = parameters_find(&parameters, "threads");
        if (status == 0 && parameters_find(&parameters, "cpus"))
            status = error_unavailable(err, "the kernel's own cpus parameter cannot be shared out");
        else if (status == 0 && !threads)
            status = error_unavailable(err, "%s has no threads to share out", figure->kernel);
        else if (status == 0)
            status = split("", figure, threads->value, &shares, err);
        parameters_free(&parameters);
    }
    return status;
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    (void)figure; /* the image holds all kernels */
    struct topology topology;
    if (environment->state)
        return 0;
    if (topology_read(environment->context->root, &topology, err) < 0)
        return -1;
    const struct docker_choice choice = {.name = environment->type->name,
                                         .count = (size_t)nodes_with_cpus(&topology)};
    environment->state =
        docker_cell_open(environment->type->container_engine, &choice, environment->context, err);
    return environment->state ? 0 : -1;
}

static void down(struct environment *environment) {
    docker_cell_close(environment->state, environment->context);
    environment->state = NULL;
}

static const char threads_option[] = "--threads=";

static bool is_threads(const char *argument) {
    return strncmp(argument, threads_option, strlen(threads_option)) == 0;
}

/* One container's part of a cell. */
static void prepare(struct argv *argv, const struct docker_cell *cell, size_t i,
                    const struct node_share *share, const struct plan_figure *figure,
                    const char *const *arguments) {
    struct argv own = {0};
    char cpus[CPULIST_TEXT], node[16];
    cpulist_format(&share->cpus, cpus, sizeof cpus);
    snprintf(node, sizeof node, "%d", share->node);
    for (; *arguments; arguments++)
        if (is_threads(*arguments))
            argv_add(&own, "%s%u", threads_option, share->threads);
        else
            argv_add(&own, "%s", *arguments);
    struct docker_wish wish = {.image = cell->image,
                               .kernel = figure->kernel,
                               .cpus = cpus,
                               .nodes = node,
                               .arguments = &own};
    docker_run(argv, cell, i, &wish);
    argv_free(own.word);
}

/* What all said on stderr, each after a line that names the container's node; NULL: no memory. */
static char *all_stderr(const struct node_split *shares, const struct process_result *results) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; out && i < shares->count; i++)
        fprintf(out, "node %d:\n%s", shares->share[i].node, results[i].err ? results[i].err : "");
    if (out && fclose(out) != 0) {
        free(text);
        text = NULL;
    }
    return text;
}

/* The merged record as text on stdout; nothing where a kernel printed none, as the gates tell. */
static int merge(const struct process_result *results, size_t count, const json_t *yields,
                 struct execution *execution, struct error *err) {
    json_t *records[DOCKER_CONTAINERS] = {NULL};
    size_t parsed = 0;
    while (parsed < count &&
           (records[parsed] = json_loads(results[parsed].out, JSON_REJECT_DUPLICATES, NULL)))
        parsed++;
    int status = 0;
    if (parsed == count) {
        double overlap = execution->marked_s / execution->longest_s;
        cleanup_json json_t *merged = record_merge(records, count, yields, overlap, err);
        execution->process.out = merged ? json_dumps(merged, JSON_COMPACT) : NULL;
        if (!merged)
            status = error_wrap(err, "merging the records of %zu containers", count);
        else if (!execution->process.out)
            status = error_failed(err, "out of memory");
    }
    for (size_t i = 0; i < parsed; i++)
        json_decref(records[i]);
    return status;
}

/* Of several results one: the first failure, every word. */
static int conclude(const struct node_split *shares, const struct process_result *results,
                    const json_t *yields, struct execution *execution, struct error *err) {
    struct process_result *all = &execution->process;
    *all = (struct process_result){.err = all_stderr(shares, results)};
    for (size_t i = 0; i < shares->count; i++) {
        all->timed_out = all->timed_out || results[i].timed_out;
        all->wall_s = fmax(all->wall_s, results[i].wall_s);
        if (all->exit_status == 0)
            all->exit_status = results[i].exit_status;
    }
    return merge(results, shares->count, yields, execution, err);
}

static int exec(struct environment *environment, const struct plan_figure *figure,
                const char *const *arguments, struct execution *execution, struct error *err) {
    struct docker_cell *cell = environment->state;
    const char *const *threads = arguments;
    while (*threads && !is_threads(*threads))
        threads++;
    if (!*threads)
        return error_failed(err, "%s: no threads to share out", figure->name);
    struct node_split shares;
    if (split(environment->context->root, figure, *threads + strlen(threads_option), &shares, err) <
        0)
        return -1;

    struct argv argv[DOCKER_CONTAINERS] = {0};
    struct process_spec specs[DOCKER_CONTAINERS] = {0};
    struct process_result results[DOCKER_CONTAINERS] = {0};
    int status = 0;
    docker_engine_use(cell->engine);
    for (size_t i = 0; i < shares.count; i++) {
        prepare(&argv[i], cell, i, &shares.share[i], figure, arguments);
        status = argv_check(&argv[i], err) < 0 ? -1 : status;
        specs[i].argv = argv_words(&argv[i]);
        specs[i].timeout_s = figure->cell_timeout_s;
    }
    struct cpu_set cpus;
    struct meters meters = {.daemon = docker_cell_daemon_cpu_s,
                            .context = cell,
                            .cpus = environment_cpus(environment, figure, &cpus) ? &cpus : NULL};
    if (status == 0)
        status = execution_run_together(specs, shares.count, &meters, execution, results, err);
    bool running = status < 0;
    for (size_t i = 0; i < shares.count; i++)
        running = running || results[i].timed_out;
    if (running)
        docker_cell_remove(cell);
    if (status == 0)
        status = conclude(&shares, results, figure->yields, execution, err);
    for (size_t i = 0; i < shares.count; i++) {
        process_result_free(&results[i]);
        argv_free(argv[i].word);
    }
    return status;
}

static const struct environment_hooks hooks = {
    .probe = probe,
    .suits = suits,
    .up = up,
    .exec = exec,
    .down = down,
    .describe = docker_environment_describe,
};

const struct environment_type environment_docker_per_socket[] = {
    {"docker-per-socket",
     "a container for each NUMA node at once, on its CPUs and its memory; rates are "
     "summed",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_NONE, COLOUR_GREEN},
     .storage_instead = "docker-volume and docker-overlay",
     .changes = changes,
     .container_engine = &docker_containers,
     .does = &hooks},
    {0},
};
