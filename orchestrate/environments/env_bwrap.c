/* env_bwrap.c - the kernel in fresh namespaces that bubblewrap makes, without an engine around them
 * and on the host's network: what of a container's cost is the namespaces' own. Source: bwrap(1).
 */
#include "container_seen.h"
#include "environments.h"
#include "medium/medium.h"
#include "on_host.h"

#include <unistd.h>

static const char bwrap[] = "bwrap";

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)type, (void)name, (void)boot;
    const char *argv[] = {bwrap, "--unshare-all", "--ro-bind", "/", "/", "true", NULL};
    if (!command_exists(bwrap))
        return error_unavailable(err, "bwrap is not installed; install the package bubblewrap");
    if (process_check(argv, NULL, err) == 0)
        return 0;
    err->status = STATUS_UNAVAILABLE;
    return error_wrap(err, "bwrap makes no namespaces here (root can, and others where "
                           "kernel.unprivileged_userns_clone is 1)");
}

/* Shown by what runs below the bwrap that this process has started. */
static void observe(void *context, struct execution *execution) {
    (void)context;
    json_t *seen = process_tree_seen("", getpid(), bwrap);
    json_decref(execution->container);
    execution->container = json_pack("{s:{s:s,s:s,s:s,s:s},s:o}", "features", "runtime", bwrap,
                                     "no-new-privileges", "on", "network", "host", "rootfs",
                                     "read-only", "seen", seen ? seen : json_null());
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    (void)input;
    const struct context *context = environment->context;
    const char *name = environment_kernel(environment, figure);
    if (launch_here(launch, name, figure, figure->cpus,
                    context->lab ? lab_host(context->lab) : NULL, arguments, err) < 0)
        return -1;
    struct argv kernel = launch->argv, argv = {0};
    argv_add_words(&argv, bwrap, "--unshare-all", "--share-net", "--die-with-parent", "--proc",
                   "/proc", "--dev", "/dev", "--ro-bind", "/sys", "/sys", "--ro-bind",
                   kernel.word[0], kernel.word[0]);
    if (context->medium)
        argv_add_words(&argv, "--bind", medium_directory(context->medium),
                       medium_directory(context->medium));
    argv_add_words(&argv, "--remount-ro", "/");
    argv_join(&argv, &kernel);
    argv_free(kernel.word);
    launch->spec.memory_nodes = figure->memory_nodes;
    launch->meters = (struct meters){.observe = observe, .context = environment};
    return launch_argv(launch, argv, err);
}

static const struct environment_hooks hooks = {
    .probe = probe,
    .up = on_host_up,
    .prepare = prepare,
    .settle = on_host_settle,
    .route = on_host_route,
    .down = on_host_down,
};

const struct environment_type environment_bwrap[] = {
    {"bwrap",
     "the static binary in bubblewrap's namespaces, on the host's network",
     {KIND_CONTAINER, NETWORK_HOST, STORAGE_FILES, COLOUR_GREEN},
     .does = &hooks},
    {0},
};
