/* env_gvisor.c - Docker's containers in gVisor, whose sentry is a kernel in user space: the plain
 * name of docker+runtime=runsc, with the way in which it catches system calls as a feature. */
#include "base/process.h"
#include "base/project.h"
#include "container_levels.h"
#include "docker_cell.h"
#include "env_docker.h"
#include "environments.h"

#include <stdio.h>
#include <unistd.h>

enum { SANDBOX_S = 5 };

/* A sandbox of a moment: that there is a /dev/kvm does not say that it serves. */
static int try_platform(const char *level, struct error *err) {
    char option[32];
    snprintf(option, sizeof option, "--platform=%s", level);
    const char *argv[] = {"runsc", option, "--network=none", "--ignore-cgroups", "do",
                          "true",  NULL};
    const struct process_spec spec = {.argv = argv, .timeout_s = SANDBOX_S};
    struct process_result result = {0};
    if (geteuid() != 0 || !command_exists("runsc"))
        return 0;
    int status = process_run(&spec, &result, err);
    bool ran = status == 0 && !result.timed_out && result.exit_status == 0;
    process_result_free(&result);
    if (status < 0 || ran)
        return status;
    return error_unavailable(err, "runsc starts no sandbox with it here within %d s", SANDBOX_S);
}

static int platform_available(const char *level, struct error *err) {
    char runtime[64];
    snprintf(runtime, sizeof runtime, "runsc-%s", level);
    return level_runtime_available(runtime, err) < 0 ? -1 : try_platform(level, err);
}

/* The last of several --runtime holds. */
static int platform(const char *level, void *options, struct error *err) {
    argv_add(options, "--runtime=runsc-%s", level);
    return argv_check(options, err);
}

static const struct feature table[] = {
    {.key = "platform",
     .level = {"default", "ptrace", "systrap", "kvm"},
     .about = "how the sentry catches system calls: runsc's own choice, or one of these",
     .available = platform_available,
     .apply = platform},
    {.key = "network",
     .level = {"bridge", "none"},
     .about = "its own network stack on the engine's bridge, or nothing"},
};

static const struct feature_table gvisor_features = {
    .of = "gVisor",
    .title = "Features of gVisor, as in gvisor+platform=ptrace:",
    .name = "gvisor_features",
    .count = sizeof table / sizeof *table,
    .feature = table,
};

static struct engine_answer asked;
static const struct docker_variant runsc = {.runtime = "runsc", .asked = &asked};

const struct environment_type environment_gvisor[] = {
    {"gvisor",
     "a Docker container in gVisor's sandbox (docker+runtime=runsc)",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_NONE, COLOUR_WINE},
     .container_engine = &docker_containers,
     .features = &gvisor_features,
     .storage_instead = "gvisor-volume",
     .network_instead = "gvisor-nat is on a network",
     .variant = &runsc,
     .does = &docker_hooks},
    {"gvisor-nat",
     "the same with gVisor's own network stack on Docker's bridge",
     {KIND_CONTAINER, NETWORK_NAT, STORAGE_NONE, COLOUR_WINE},
     .container_engine = &docker_containers,
     .features = &gvisor_features,
     .also = "gvisor+network=bridge",
     .variant = &runsc,
     .does = &docker_hooks},
    {"gvisor-volume",
     "gvisor with a directory on the storage medium as a volume",
     {KIND_CONTAINER, NETWORK_NONE, STORAGE_FILES, COLOUR_WINE},
     .container_engine = &docker_containers,
     .features = &gvisor_features,
     .storage_only = true,
     .network_instead = "gvisor-nat is on a network",
     .variant = &runsc,
     .does = &docker_hooks},
    {0},
};
