/* host_tool.c - the words before a kernel's command, and what is seen of the container that they
 * make. */
#include "host_tool.h"

#include "base/scrub.h"
#include "container_seen.h"

#include <unistd.h>

int host_tool_probe(const struct host_tool *tool, struct error *err) {
    if (!command_exists(tool->program))
        return error_unavailable(err, "%s is not installed; install the package %s", tool->program,
                                 tool->package);
    if (geteuid() != 0)
        return error_unavailable(err, "%s makes containers for root alone; run it with sudo",
                                 tool->program);
    return 0;
}

/* Shown by what runs below the one that this process has started. */
static void observe(void *context, struct execution *execution) {
    const struct environment *environment = context;
    const struct host_tool *tool = environment->type->variant;
    json_t *features = json_pack("{s:s}", "runtime", tool->program);
    for (size_t i = 0; tool->levels[i]; i += 2)
        json_object_set_new(features, tool->levels[i], json_string(tool->levels[i + 1]));
    json_t *seen = process_tree_seen("", getpid(), tool->program);
    json_decref(execution->container);
    execution->container =
        json_pack("{s:o,s:o}", "features", features, "seen", seen ? seen : json_null());
}

int host_tool_kernel(const struct environment *environment, const struct plan_figure *figure,
                     const char *const *arguments, struct launch *launch, struct error *err) {
    const struct lab *lab = environment->context->lab;
    launch->meters = (struct meters){.observe = observe, .context = (void *)environment};
    int status = launch_here(launch, environment_kernel(environment, figure), figure, figure->cpus,
                             lab ? lab_host(lab) : NULL, arguments, err);
    launch->spec.memory_nodes = figure->memory_nodes;
    return status;
}

int host_tool_around(struct launch *launch, struct argv words, struct error *err) {
    struct argv kernel = launch->argv;
    argv_join(&words, &kernel);
    argv_free(kernel.word);
    return launch_argv(launch, words, err);
}

void host_tool_scrub(struct argv *argv) {
    argv_add_words(argv, "env", "-i");
    argv_add_all(argv, scrubbed_environment);
}
