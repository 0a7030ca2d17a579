/* container_levels.c - words of `docker run` for the levels of features, and whether this host can
 * give them. */
#include "container_levels.h"

#include "base/argv.h"
#include "base/process.h"
#include "base/project.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "common/topology.h"
#include "docker_engine.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { MOST_PROCESSES = 4096, ENGINE_WITHOUT_IO_URING = 25 };

int level_seccomp_available(const char *level, struct error *err) {
    char version[64];
    if (strcmp(level, "iouring") != 0)
        return 0;
    if (docker_engine_version(version, err) < 0)
        return -1;
    if (atoi(version) >= ENGINE_WITHOUT_IO_URING)
        return 0;
    return error_unavailable(err,
                             "the default profile of Docker %s lets io_uring through itself; "
                             "from 25 on it does not",
                             version);
}

int level_seccomp(const char *level, void *options, struct error *err) {
    if (strcmp(level, "unconfined") == 0)
        argv_add(options, "--security-opt=seccomp=unconfined");
    else
        argv_add(options, "--security-opt=seccomp=%s",
                 project_path("container/seccomp-iouring.json").text);
    return argv_check(options, err);
}

/* What Linux says where it is built in and not switched off (Documentation/admin-guide/LSM). */
int level_apparmor_available(const char *level, struct error *err) {
    (void)level;
    cleanup_free char *enabled = small_file_read("/sys/module/apparmor/parameters/enabled", NULL);
    return enabled && enabled[0] == 'Y'
               ? 0
               : error_unavailable(err, "this host's kernel has no AppArmor, so that no container "
                                        "is confined by it");
}

int level_apparmor(const char *level, void *options, struct error *err) {
    argv_add(options, "--security-opt=apparmor=%s", level);
    return argv_check(options, err);
}

int level_no_new_privileges(const char *level, void *options, struct error *err) {
    (void)level;
    argv_add(options, "--security-opt=no-new-privileges");
    return argv_check(options, err);
}

int level_users_available(const char *level, struct error *err) {
    (void)level;
    if (access("/proc/self/uid_map", F_OK) < 0)
        return error_unavailable(err, "this host's kernel has no user namespaces");
    if (access("/etc/subuid", F_OK) < 0 || access("/etc/subgid", F_OK) < 0)
        return error_unavailable(err, "there is no /etc/subuid or /etc/subgid for a private daemon "
                                      "to see its own in place of; create both, empty");
    return docker_engine_probe_private(err);
}

int level_runtime_available(const char *level, struct error *err) {
    cleanup_free char *all = docker_engine_runtimes(err);
    if (!all)
        return -1;
    size_t size = strlen(level);
    for (const char *at = strstr(all, level); at; at = strstr(at + 1, level))
        if ((at == all || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
            return 0;
    return error_unavailable(err,
                             "the engine has the runtimes %s; install the one of that name for a "
                             "private daemon (crun, runsc: `orchestrate/install-deps test`), or "
                             "name it in the engine's /etc/docker/daemon.json",
                             all);
}

int level_runtime(const char *level, void *options, struct error *err) {
    argv_add(options, "--runtime=%s", level);
    return argv_check(options, err);
}

/* As large as the host: the limit is kept, and never reached. */
int level_cgroup(const char *level, void *options, struct error *err) {
    struct topology topology;
    if (topology_read("", &topology, err) < 0)
        return -1;
    if (strcmp(level, "quota") == 0)
        argv_add(options, "--cpus=%ld", sysconf(_SC_NPROCESSORS_ONLN));
    else if (strcmp(level, "memory") == 0)
        argv_add(options, "--memory=%" PRIu64, topology.memory_bytes);
    return argv_check(options, err);
}

int level_rootfs(const char *level, void *options, struct error *err) {
    if (strcmp(level, "read-only") == 0)
        argv_add(options, "--read-only");
    return argv_check(options, err);
}

int level_pids(const char *level, void *options, struct error *err) {
    (void)level;
    argv_add(options, "--pids-limit=%d", MOST_PROCESSES);
    return argv_check(options, err);
}

int level_init_available(const char *level, struct error *err) {
    char version[64];
    (void)level;
    return docker_containers.answers(version, NULL) || command_exists("docker-init")
               ? 0
               : error_unavailable(err, "docker-init is not installed; install tini, or Docker's "
                                        "package that has it");
}

int level_init(const char *level, void *options, struct error *err) {
    (void)level;
    argv_add(options, "--init");
    return argv_check(options, err);
}
