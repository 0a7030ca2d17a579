/* env_bwrap.c - the kernel in fresh namespaces that bubblewrap makes, without an engine around them
 * and on the host's network: what of a container's cost is the namespaces' own. Source: bwrap(1).
 */
#include "environments.h"
#include "host_tool.h"
#include "medium/medium.h"
#include "on_host.h"

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

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    (void)input;
    const struct medium *medium = environment->context->medium;
    if (host_tool_kernel(environment, figure, arguments, launch, err) < 0)
        return -1;
    struct argv argv = {0};
    const char *kernel = launch->argv.word[0];
    argv_add_words(&argv, bwrap, "--unshare-all", "--share-net", "--die-with-parent", "--proc",
                   "/proc", "--dev", "/dev", "--ro-bind", "/sys", "/sys", "--ro-bind", kernel,
                   kernel);
    if (medium)
        argv_add_words(&argv, "--bind", medium_directory(medium), medium_directory(medium));
    argv_add_words(&argv, "--remount-ro", "/");
    return host_tool_around(launch, argv, err);
}

static const struct environment_hooks hooks = {
    .probe = probe,
    .up = on_host_up,
    .prepare = prepare,
    .settle = on_host_settle,
    .route = on_host_route,
    .down = on_host_down,
};

static const char *const levels[] = {"no-new-privileges", "on", "network", "host", "rootfs",
                                     "read-only",         NULL};
static const struct host_tool tool = {.program = bwrap, .package = "bubblewrap", .levels = levels};

const struct environment_type environment_bwrap[] = {
    {"bwrap",
     "the static binary in bubblewrap's namespaces, on the host's network",
     {KIND_CONTAINER, NETWORK_HOST, STORAGE_FILES, COLOUR_GREEN},
     .variant = &tool,
     .does = &hooks},
    {0},
};
