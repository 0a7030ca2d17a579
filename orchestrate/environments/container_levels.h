/* container_levels.h - rows of features that tables of several engines share, and what applies
 * them: to the options of the engine's `run`, a struct argv. */
#ifndef VIRTAX_CONTAINER_LEVELS_H
#define VIRTAX_CONTAINER_LEVELS_H

#include "plan/features.h"

int level_seccomp_available(const char *level, struct error *err);
int level_seccomp(const char *level, void *options, struct error *err);
int level_apparmor_available(const char *level, struct error *err);
int level_apparmor(const char *level, void *options, struct error *err);
int level_no_new_privileges(const char *level, void *options, struct error *err);
int level_users_available(const char *level, struct error *err);
int level_runtime_available(const char *level, struct error *err);
int level_runtime(const char *level, void *options, struct error *err);
int level_cgroup(const char *level, void *options, struct error *err);
int level_rootfs(const char *level, void *options, struct error *err);
int level_pids(const char *level, void *options, struct error *err);
int level_init_available(const char *level, struct error *err);
int level_init(const char *level, void *options, struct error *err);

/* clang-format off */
#define FEATURE_NO_NEW_PRIVILEGES \
    {.key = "no-new-privileges", .level = {"off", "on"}, \
     .about = "whether programs are kept from gaining privileges, as by setuid", \
     .apply = level_no_new_privileges}
/* Who makes the containers looks at its level: their row may say it as well. */
#define FEATURE_NETWORK \
    {.key = "network", .level = {"bridge", "none", "host"}, \
     .about = "the engine's bridge, an empty one, or the host's; docker+network=bridge has a way " \
              "to a peer as docker-nat, docker+network=host as docker-host"}
/* Likewise of none: only a cpuset keeps containers on part of the host's CPUs. */
#define FEATURE_CGROUP \
    {.key = "cgroup", .level = {"cpuset", "none", "quota", "memory"}, \
     .about = "its CPUs alone, nothing, or also a limit of CPU time or memory as large as the host", \
     .apply = level_cgroup}
#define FEATURE_ROOTFS \
    {.key = "rootfs", .level = {"overlay", "read-only", "volume"}, \
     .about = "a writable layer, none, or in figures of storage a volume, as docker-volume has it", \
     .apply = level_rootfs}
#define FEATURE_PIDS \
    {.key = "pids", .level = {"unlimited", "limited"}, .about = "number of processes", \
     .apply = level_pids}
#define FEATURE_INIT \
    {.key = "init", .level = {"off", "on"}, .about = "an init process before the kernel", \
     .available = level_init_available, .apply = level_init}
/* clang-format on */

#endif
