/* env_podman.c - Podman's containers: Docker's words and images, and no daemon; of root, or with
 * rootless=on of the user who runs virtax. */
#include "common/cleanup.h"
#include "container_levels.h"
#include "docker_cell.h"
#include "env_docker.h"
#include "environments.h"
#include "podman_engine.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

static int seccomp(const char *level, void *options, struct error *err) {
    argv_add(options, "--security-opt=seccomp=%s", level);
    return argv_check(options, err);
}

static int runtime_available(const char *level, struct error *err) {
    if (!command_exists(level))
        return error_unavailable(err, "%s is not installed; install the package %s", level, level);
    if (strcmp(level, "crun") == 0 && podman_refuses_groups())
        return error_unavailable(err, "crun refuses control groups of versions 1 and 2 side by "
                                      "side, as this host has them");
    return 0;
}

/* Whose containers they are is not for Podman's command line to say. */
static int rootless_available(const char *level, struct error *err) {
    (void)level;
    const struct passwd *user = getpwuid(geteuid());
    if (geteuid() == 0)
        return error_unavailable(err, "this is root; run virtax as the user whose containers are "
                                      "to be measured");
    return podman_rootless_probe("", user ? user->pw_name : "", err);
}

static const struct feature table[] = {
    {.key = "seccomp",
     .level = {"default", "unconfined"},
     .about = "filter of system calls: Podman's, or none",
     .apply = seccomp},
    FEATURE_NO_NEW_PRIVILEGES,
    FEATURE_NETWORK,
    {.key = "runtime",
     .level = {"default", "runc", "crun"},
     .about = "what makes the container",
     .available = runtime_available,
     .apply = level_runtime},
    FEATURE_CGROUP,
    FEATURE_ROOTFS,
    FEATURE_PIDS,
    {.key = "rootless",
     .level = {"off", "on"},
     .about = "root's containers, or those of a user without privileges",
     .available = rootless_available},
};

static const struct feature_table podman_features = {
    .of = "Podman",
    .title = "Features of Podman, as in podman+runtime=crun:",
    .name = "podman_features",
    .count = sizeof table / sizeof *table,
    .feature = table,
};

static const struct docker_variant plain;
static const struct docker_variant on_host = {.network = "host"};

const struct environment_type environment_podman[] = {
    {"podman",
     "a container of Podman, which has no daemon",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_NONE, COLOUR_GREEN},
     .container_engine = &podman_containers,
     .features = &podman_features,
     .storage_instead = "podman-volume",
     .network_instead = "podman-host is on the host's network",
     .variant = &plain,
     .does = &docker_hooks},
    {"podman-host",
     "the same on the host's network",
     {KIND_CONTAINER, NETWORK_HOST, STORAGE_NONE, COLOUR_GREEN},
     .container_engine = &podman_containers,
     .features = &podman_features,
     .also = "podman+network=host",
     .variant = &on_host,
     .does = &docker_hooks},
    {"podman-volume",
     "a container of Podman with a directory on the storage medium as a volume",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_FILES, COLOUR_GREEN},
     .container_engine = &podman_containers,
     .features = &podman_features,
     .also = "podman+rootfs=volume",
     .storage_only = true,
     .network_instead = "podman-host is on the host's network",
     .variant = &plain,
     .does = &docker_hooks},
    {0},
};
