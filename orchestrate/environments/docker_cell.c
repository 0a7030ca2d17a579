/* docker_cell.c - containers listed in the journal, and the words of `docker run`. */
#include "docker_cell.h"

#include "base/argv.h"
#include "base/docker_client.h"
#include "base/json_text.h"
#include "base/process.h"
#include "base/scrub.h"
#include "common/cleanup.h"
#include "container_engine.h"

#include <string.h>

static int list_containers(struct docker_cell *cell, const struct context *context,
                           const char *name, size_t count, struct error *err) {
    for (size_t i = 0; i < count; i++) {
        struct docker_container *container = &cell->container[i];
        char number[24] = "";
        if (i > 0)
            snprintf(number, sizeof number, "-%zu", i + 1);
        snprintf(container->name, sizeof container->name, "%s-%s%s",
                 journal_prefix(context->journal), name, number);
        container->journal_id = container_list(cell->by, container->name, context->journal, err);
        if (container->journal_id < 0)
            return -1;
        cell->count = i + 1;
    }
    return 0;
}

struct docker_cell *docker_cell_open(const struct container_engine *by,
                                     const struct docker_engine *engine,
                                     const struct context *context, const char *name, size_t count,
                                     struct error *err) {
    const char *network = context->lab ? lab_host(context->lab) : NULL;
    struct docker_cell *cell = calloc(1, sizeof *cell);
    if (!cell)
        return error_null(error_failed(err, "out of memory"));
    cell->by = by;
    cell->engine = engine ? engine : by->hold(network, context->journal, err);
    cell->holds = !engine && cell->engine;
    if (cell->engine)
        docker_engine_use(cell->engine);
    if (cell->engine &&
        container_image(by, context->plan, cell->image, sizeof cell->image, err) == 0 &&
        (!context->plan->services.root ||
         container_service_image(by, context->plan, cell->service_image, sizeof cell->service_image,
                                 err) == 0) &&
        list_containers(cell, context, name, count, err) == 0)
        return cell;
    docker_cell_close(cell, context);
    return NULL;
}

void docker_cell_close(struct docker_cell *cell, const struct context *context) {
    if (!cell)
        return;
    for (size_t i = 0; i < cell->count; i++)
        journal_undo(context->journal, cell->container[i].journal_id, NULL);
    if (cell->holds)
        cell->by->release(context->journal);
    argv_free(cell->options.word);
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
    const char *words[] = {cell->by->command, "image", "inspect", cell->image, NULL};
    if (!facts)
        return NULL;
    cleanup_free char *id = docker_client_ask(words, "{{.Id}}", NULL);
    json_object_set_new(facts, "image", json_string(cell->image));
    if (id)
        json_object_set_new(facts, "image_id", json_text(id));
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
    argv_add(argv, "--cpuset-cpus=%s", wish->cpus);
    argv_add(argv, "--cpuset-mems=%s", wish->nodes);
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
    if (cell->engine->apart)
        return error_unavailable(err,
                                 "%s: a rootless %s, or one in a virtual machine, is not on this "
                                 "host's network; use an engine of this host's own",
                                 environment->name, by->title);
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
    struct argv argv = {0}, own = {0};
    argv_add_all(&own, arguments);
    docker_engine_use(cell->engine);
    struct docker_wish wish = {.image = figure->service ? cell->service_image : cell->image,
                               .kernel = plan_kernel_there(figure),
                               .cpus = figure->cpus,
                               .nodes = figure->memory_nodes,
                               .input = input,
                               .publish = publish,
                               .arguments = &own};
    docker_run(&argv, cell, 0, &wish);
    argv_free(own.word);
    launch->spec = (struct process_spec){.timeout_s = plan_process_timeout_s(figure)};
    launch->meters = (struct meters){.daemon = docker_cell_daemon_cpu_s, .context = cell};
    return launch_argv(launch, argv, err);
}

static int take_engine(const char *text, struct engine_answer *answer, struct error *err) {
    cleanup_json json_t *resolved = json_loads(text, 0, NULL);
    const char *engine =
        json_string_value(json_object_get(json_object_get(resolved, "parameters"), "engine"));
    if (!engine || strlen(engine) >= sizeof answer->engine)
        return error_failed(err, "--resolve in a container names no engine");
    strcpy(answer->engine, engine);
    return 0;
}

/* With the engine there. The container stands in the journal before it is started. */
static int ask(const struct container_engine *by, const struct plan *plan, const char *kernel,
               struct journal *journal, struct engine_answer *answer, struct error *err) {
    char image[64], name[96], binary[128], version[64];
    cleanup_free char *out = NULL;
    if (container_image(by, plan, image, sizeof image, err) < 0)
        return -1;
    snprintf(name, sizeof name, "%s-ask", journal_prefix(journal));
    snprintf(binary, sizeof binary, "/bin/%s", kernel);
    const char *argv[] = {by->command, "run",       "--rm",          "--name",
                          name,        "--label",   "virtax",        image,
                          binary,      "--resolve", "--engine=auto", NULL};
    int id = container_list(by, name, journal, err);
    if (id < 0)
        return -1;
    int status = process_check(argv, &out, err);
    journal_undo(journal, id, NULL);
    if (status < 0)
        return -1;
    snprintf(answer->who, sizeof answer->who, "%.16s %.24s's seccomp profile", by->title,
             by->answers(version, NULL) ? version : "");
    return take_engine(out, answer, err);
}

int docker_ask_engine(const struct environment_type *type, const struct plan *plan,
                      const struct plan_figure *figure, struct engine_answer *answer,
                      struct error *err) {
    const struct container_engine *by = type->container_engine;
    if (!by->asked->engine[0]) {
        struct journal *journal;
        struct error later;
        if (journal_open(&journal, err) < 0)
            return -1;
        int status = by->hold(NULL, journal, err) ? 0 : -1;
        if (status == 0) {
            status = ask(by, plan, figure->kernel, journal, by->asked, err);
            by->release(journal);
        }
        if (journal_close(journal, &later) < 0 && status == 0) {
            *err = later;
            status = -1;
        }
        if (status < 0)
            return -1;
    }
    *answer = *by->asked;
    return 0;
}
