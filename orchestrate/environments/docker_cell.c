/* docker_cell.c - containers listed in the journal, and the words of `docker run`. */
#include "docker_cell.h"

#include "base/argv.h"
#include "base/array.h"
#include "base/docker_client.h"
#include "base/json_text.h"
#include "base/process.h"
#include "base/scrub.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "container_engine.h"
#include "container_seen.h"
#include "docker_image.h"

#include <string.h>
#include <unistd.h>

/* Names of studies are long, and hold '+' and '='. */
static void name_container(struct docker_container *container, const char *prefix, const char *name,
                           size_t number) {
    static unsigned ordinal;
    size_t head = strcspn(name, "+");
    char which[24] = "", nth[24] = "";
    if (name[head])
        snprintf(which, sizeof which, "-f%u", ++ordinal);
    if (number > 1)
        snprintf(nth, sizeof nth, "-%zu", number);
    snprintf(container->name, sizeof container->name, "%s-%.*s%s%s", prefix, (int)head, name, which,
             nth);
}

/* The file that tells the ID is listed before the container, which is removed first. */
static int list_id_file(struct docker_container *container, struct journal *journal,
                        struct error *err) {
    container->id_file = path_of("%s/%s.id", journal_state_directory(), container->name);
    container->file_id = journal_add(journal, "file", container->id_file.text, "", err);
    return container->file_id < 0 ? -1 : 0;
}

static int list_container(struct docker_cell *cell, const struct context *context, const char *name,
                          struct error *err) {
    size_t number = cell->before + cell->count + 1;
    struct docker_container *container = array_add(cell->container, cell->count);
    if (!container)
        return error_failed(err, "out of memory");
    name_container(container, journal_prefix(context->journal), name, number);
    container->journal_id = container->file_id = -1;
    if (cell->features && list_id_file(container, context->journal, err) < 0)
        return -1;
    container->journal_id = container_list(cell->by, container->name, context->journal, err);
    return container->journal_id < 0 ? -1 : 0;
}

static int list_containers(struct docker_cell *cell, const struct context *context,
                           const struct docker_choice *choice, struct error *err) {
    cell->before = choice->instance * choice->count;
    while (cell->count < choice->count)
        if (list_container(cell, context, choice->name, err) < 0)
            return -1;
    return 0;
}

static const struct docker_engine *hold(struct docker_cell *cell, const struct context *context,
                                        bool remapped, struct error *err) {
    const char *network = context->lab ? lab_host(context->lab) : NULL;
    const struct docker_engine *engine = remapped ? cell->by->hold_remapped(context->journal, err)
                                                  : cell->by->hold(network, context->journal, err);
    if (engine)
        cell->release = remapped ? cell->by->release_remapped : cell->by->release;
    return engine;
}

struct docker_cell *docker_cell_open(const struct container_engine *by,
                                     const struct docker_choice *choice,
                                     const struct context *context, struct error *err) {
    struct docker_cell *cell = calloc(1, sizeof *cell);
    if (!cell) {
        json_decref(choice->features);
        return error_null(error_failed(err, "out of memory"));
    }
    cell->by = by;
    cell->features = choice->features;
    cell->engine = choice->engine ? choice->engine : hold(cell, context, choice->remapped, err);
    if (cell->engine)
        docker_engine_use(cell->engine);
    if (cell->engine &&
        container_image(by, context->plan, cell->image, sizeof cell->image, err) == 0 &&
        (!context->plan->services.root ||
         container_service_image(by, context->plan, cell->service_image, sizeof cell->service_image,
                                 err) == 0) &&
        list_containers(cell, context, choice, err) == 0)
        return cell;
    docker_cell_close(cell, context);
    return NULL;
}

static void unlist(const struct docker_container *container, struct journal *journal) {
    journal_undo(journal, container->journal_id, NULL);
    if (container->id_file.text[0])
        journal_undo(journal, container->file_id, NULL);
}

void docker_cell_close(struct docker_cell *cell, const struct context *context) {
    if (!cell)
        return;
    for (size_t i = 0; i < cell->count; i++)
        unlist(&cell->container[i], context->journal);
    if (cell->release)
        cell->release(context->journal);
    json_decref(cell->features);
    argv_free(cell->options.word);
    free(cell->container);
    free(cell);
}

/* --volume would end the path at a colon; --mount takes fields of CSV (RFC 4180). */
void docker_cell_mount(struct docker_cell *cell, const char *directory) {
    cleanup_free char *path = quote_doubled(directory, '"');
    if (path)
        argv_add(&cell->options, "--mount=type=bind,\"source=%s\",\"target=%s\"", path, path);
    else
        cell->options.is_short = true;
}

void docker_cell_remove(const struct docker_cell *cell) {
    struct argv argv = {0};
    argv_add_words(&argv, cell->by->command, "rm", "--force");
    for (size_t i = 0; i < cell->count; i++)
        argv_add(&argv, "%s", cell->container[i].name);
    bool before = process_shield(true);
    docker_engine_use(cell->engine);
    if (argv_check(&argv, NULL) == 0)
        process_check(argv_words(&argv), NULL, NULL);
    process_shield(before);
    argv_free(argv.word);
}

json_t *docker_cell_describe(const struct docker_cell *cell) {
    docker_engine_use(cell->engine);
    json_t *facts = cell->by->describe(cell->engine);
    if (!facts)
        return NULL;
    json_object_set_new(facts, "image", json_string(cell->image));
    docker_image_describe(cell, facts);
    return facts;
}

json_t *docker_cell_seccomp(const struct docker_cell *cell, const json_t *facts) {
    static const char option[] = "--security-opt=seccomp=", said[] = "name=seccomp,profile=";
    for (size_t i = 0; i < cell->options.count; i++)
        if (strncmp(cell->options.word[i], option, strlen(option)) == 0)
            return json_string(basename(cell->options.word[i]));
    const json_t *all = json_object_get(facts, "security"), *word;
    size_t i;
    json_array_foreach(all, i, word) {
        const char *text = json_string_value(word);
        if (text && strncmp(text, said, strlen(said)) == 0)
            return json_string(basename(text + strlen(said)));
    }
    return json_is_array(all) ? json_string("none") : json_null();
}

json_t *docker_environment_describe(const struct environment *environment) {
    return environment->state ? docker_cell_describe(environment->state) : NULL;
}

double docker_cell_daemon_cpu_s(void *cell) {
    return docker_engine_cpu_s(((struct docker_cell *)cell)->engine);
}

/* Until the container is there the engine has not written its ID. */
static void observe(void *context, struct execution *execution) {
    const struct docker_cell *cell = context;
    cleanup_free char *id = small_file_read(cell->container[0].id_file.text, NULL);
    json_t *seen = id ? container_seen("", id) : NULL;
    json_decref(execution->container);
    execution->container =
        json_pack("{s:O,s:o,s:b}", "features", cell->features, "seen", seen ? seen : json_null(),
                  "default_refuses_io_uring", (int)cell->default_refuses_io_uring);
}

/* Without the capability the default seccomp profile forbids mbind(2). */
static bool needs_mbind(const struct argv *arguments) {
    for (size_t i = 0; i < arguments->count; i++)
        if (strncmp(arguments->word[i], "--numa=interleave", 17) == 0)
            return true;
    return false;
}

/* Publishes TCP and UDP on the port that the host's address names. */
static void publish(struct argv *argv, const char *address) {
    const char *port = strrchr(address, ':') + 1;
    argv_add(argv, "--publish=%s:%s/tcp", address, port);
    argv_add(argv, "--publish=%s:%s/udp", address, port);
}

void docker_run(struct argv *argv, const struct docker_cell *cell, size_t i,
                const struct docker_wish *wish) {
    argv_add_words(argv, cell->by->command, "run", "--rm", "--name", cell->container[i].name,
                   "--label", "virtax");
    if (!cell->no_cpuset) {
        argv_add(argv, "--cpuset-cpus=%s", wish->cpus);
        argv_add(argv, "--cpuset-mems=%s", wish->nodes);
    }
    if (cell->by->adapt)
        cell->by->adapt(argv);
    if (cell->container[i].id_file.text[0])
        argv_add(argv, "--cidfile=%s", cell->container[i].id_file.text);
    if (needs_mbind(wish->arguments))
        argv_add(argv, "--cap-add=SYS_NICE");
    if (wish->input)
        argv_add(argv, "--interactive");
    if (cell->network)
        argv_add(argv, "--network=%s", cell->network);
    if (wish->publish)
        publish(argv, wish->publish);
    argv_join(argv, &cell->options);
    for (size_t word = 0; scrubbed_environment[word]; word++)
        argv_add_words(argv, "--env", scrubbed_environment[word]);
    argv_add(argv, "%s", wish->image);
    argv_add(argv, "/bin/%s", wish->kernel);
    argv_join(argv, wish->arguments);
}

static int refuse_private(const struct environment_type *type, struct error *err) {
    return error_unavailable(
        err, "a private %s daemon is not on this host's network; start the host's own",
        type->container_engine->title);
}

int docker_joins_elsewhere(const struct environment_type *type, struct error *err) {
    char version[64];
    return type->container_engine->answers(version, NULL) ? 0 : refuse_private(type, err);
}

int docker_cell_route(const struct docker_cell *cell, const struct environment *environment,
                      struct route *route, struct error *err) {
    const struct container_engine *by = environment->type->container_engine;
    const struct lab *lab = environment->context->lab;
    if (lab->spec.elsewhere && cell->engine->host[0]) {
        refuse_private(environment->type, err);
        return error_wrap(err, "%s", environment->name);
    }
    if (cell->engine->apart) {
        container_engine_is_apart(by, err);
        return error_wrap(err, "%s", environment->name);
    }
    if (environment->type->traits.network == NETWORK_HOST)
        *route = route_host(lab);
    else if (cell->engine->bridge[0])
        *route = route_nat(lab, cell->engine->bridge);
    else
        return error_unavailable(err,
                                 "%s: this %s engine has no bridge network (its option "
                                 "--bridge=none?); %s-host needs none",
                                 environment->name, by->title, by->command);
    return 0;
}

/* "198.18.0.1:5210", where the peer will ask a server in the container. */
static bool server_port(const struct environment *environment, const struct plan_figure *figure,
                        char *address, size_t size) {
    if (figure->role != ROLE_SERVER || environment->type->traits.network != NETWORK_NAT)
        return false;
    struct route route = route_host(environment->context->lab);
    route_socket(route.own, environment->seat, address, size);
    return true;
}

int docker_cell_prepare(struct docker_cell *cell, const struct environment *environment,
                        const struct plan_figure *figure, bool input, const char *const *arguments,
                        struct launch *launch, struct error *err) {
    char address[64];
    const char *publish =
        server_port(environment, figure, address, sizeof address) ? address : NULL;
    size_t i = environment->member;
    while (cell->count <= i)
        if (list_container(cell, environment->context, environment->name, err) < 0)
            return -1;
    struct argv argv = {0}, own = {0};
    argv_add_all(&own, arguments);
    docker_engine_use(cell->engine);
    unlink(cell->container[i].id_file.text); /* the engine refuses one that is there */
    struct docker_wish wish = {.image = figure->service ? cell->service_image : cell->image,
                               .kernel = plan_kernel_there(figure),
                               .cpus = figure->cpus,
                               .nodes = figure->memory_nodes,
                               .input = input,
                               .publish = publish,
                               .arguments = &own};
    docker_run(&argv, cell, i, &wish);
    argv_free(own.word);
    const struct lab *lab = environment->context->lab;
    launch->spec =
        (struct process_spec){.network = lab && cell->by->daemonless ? lab_host(lab) : NULL,
                              .timeout_s = plan_process_timeout_s(figure)};
    launch->meters = (struct meters){.daemon = docker_cell_daemon_cpu_s,
                                     .observe = cell->features ? observe : NULL,
                                     .context = cell};
    return launch_argv(launch, argv, err);
}
