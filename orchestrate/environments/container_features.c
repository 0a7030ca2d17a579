/* container_features.c - the table of features of Docker's containers. */
#include "container_levels.h"
#include "docker_cell.h"

static const struct feature table[] = {
    {.key = "seccomp",
     .level = {"default", "unconfined", "iouring"},
     .about = "filter of system calls: the engine's, none, or one that lets io_uring through",
     .available = level_seccomp_available,
     .apply = level_seccomp},
    {.key = "apparmor",
     .level = {"default", "unconfined"},
     .about = "profile of AppArmor, where the host has it",
     .available = level_apparmor_available,
     .apply = level_apparmor},
    FEATURE_NO_NEW_PRIVILEGES,
    {.key = "userns",
     .level = {"host", "remapped"},
     .about = "user namespace: the host's, or one of a private daemon whose root is nobody here",
     .available = level_users_available},
    FEATURE_NETWORK,
    {.key = "runtime",
     .level = {"runc", "crun", "runsc"},
     .about = "what makes the container: any that the engine lists",
     .available = level_runtime_available,
     .apply = level_runtime,
     .open = true},
    FEATURE_CGROUP,
    FEATURE_ROOTFS,
    FEATURE_PIDS,
    FEATURE_INIT,
};

_Static_assert(sizeof table / sizeof *table <= FEATURES_MAX, "levels have room");

const struct feature_table container_features = {
    .of = "container",
    .title = "Container features, as in docker+seccomp=unconfined+network=host:",
    .name = "container_features",
    .count = sizeof table / sizeof *table,
    .feature = table,
};
