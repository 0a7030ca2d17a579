/* podman_engine.c - Podman's row. Sources: podman(1), podman-run(1), containers.conf(5), subuid(5).
 */
#include "podman_engine.h"

#include "base/chain.h"
#include "base/docker_client.h"
#include "base/process.h"
#include "base/project.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "docker_engine.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char title[] = "Podman";

bool podman_refuses_groups(void) {
    return access("/sys/fs/cgroup/unified/cgroup.controllers", F_OK) == 0;
}

/* The process that holds a user's namespaces open, -1 where there is none. */
static int pause_process(void) {
    const char *directory = getenv("XDG_RUNTIME_DIR");
    cleanup_free char *text =
        small_file_readf(NULL, "%s/libpod/tmp/pause.pid", directory ? directory : "");
    int pid = text ? atoi(text) : -1;
    return pid > 1 && kill(pid, 0) == 0 ? pid : -1;
}

/* Podman starts it for whatever a user asks first. */
static bool pause_was_there;

static bool answers(char version[64], struct error *err) {
    static const char *const words[] = {"podman", "version", NULL};
    static bool asked_before;
    if (!asked_before)
        pause_was_there = pause_process() > 0;
    asked_before = true;
    cleanup_free char *text = docker_client_ask(words, "{{.Client.Version}}", err);
    if (text)
        snprintf(version, 64, "%s", text);
    return text;
}

static int probe(struct error *err) {
    char version[64];
    if (!command_exists("podman"))
        return error_unavailable(err, "podman is not installed; install the package podman");
    if (podman_refuses_groups() && !command_exists("runc"))
        return error_unavailable(err,
                                 "crun refuses this host's control groups, of versions 1 and 2 "
                                 "side by side; install the package runc");
    if (answers(version, err))
        return 0;
    err->status = STATUS_UNAVAILABLE;
    return error_wrap(err, "podman does not answer");
}

/* Netavark or a plugin of CNI makes the bridge. */
static int probe_network(bool bridge, struct error *err) {
    const char *argv[] = {"podman", "network", "inspect", "podman", NULL};
    if (probe(err) < 0)
        return -1;
    if (!bridge || process_check(argv, NULL, err) == 0)
        return 0;
    err->status = STATUS_UNAVAILABLE;
    return error_wrap(err, "Podman has no bridge network");
}

static const struct docker_engine here = {
    .process_id = -1, .directory_id = -1, .bridge = "podman0"};

/* Podman makes its bridge for the first container and keeps it: one that was not there before goes
 * with the run. CNI and Netavark have names of their own for it. */
static int list_bridges(struct journal *journal, struct error *err) {
    static const char *const names[] = {"cni-podman0", "podman0"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (if_nametoindex(names[i]) == 0 && journal_add(journal, "link", names[i], "", err) < 0)
            return -1;
    return 0;
}

/* CNI's plugin makes two chains for the first container on a bridge, which it leaves empty. */
static int list_chains(struct journal *journal, struct error *err) {
    if (geteuid() != 0 || !command_exists("iptables") || chain_is_there("CNI-FORWARD"))
        return 0;
    return journal_add(journal, "chain", "CNI-ADMIN", "", err) < 0 ||
                   journal_add(journal, "chain", "CNI-FORWARD", "CNI-ADMIN", err) < 0
               ? -1
               : 0;
}

static int write_configuration(const char *directory, struct error *err) {
    struct path file = path_of("%s/config.json", directory);
    cleanup_close int fd = open(file.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return errno == EEXIST ? 0 : error_errno(err, "%s", file.text);
    return write(fd, "{}\n", 3) == 3 ? 0 : error_errno(err, "%s", file.text);
}

/* Docker's client takes a configuration that is not there for an empty one, Podman does not. Where
 * virtax is somebody else's there is one for this run. */
static int make_configuration(struct journal *journal, struct error *err) {
    struct path shared = project_path("build/docker-client");
    struct path file = path_of("%s/config.json", shared.text);
    int id;
    if (access(file.text, R_OK) == 0)
        return 0;
    if (mkdir(shared.text, 0755) == 0 || (errno == EEXIST && access(shared.text, W_OK) == 0))
        return write_configuration(shared.text, err);
    struct path own = path_of("%s/%s-podman", journal_state_directory(), journal_prefix(journal));
    if (access(own.text, F_OK) < 0 && journal_make_directory(journal, own.text, 0700, &id, err) < 0)
        return -1;
    if (setenv("DOCKER_CONFIG", own.text, 1) < 0)
        return error_failed(err, "out of memory");
    return write_configuration(own.text, err);
}

/* Podman keeps it: one that was not there before goes with the run. */
static int list_pause_process(struct journal *journal, struct error *err) {
    int pid = geteuid() == 0 || pause_was_there ? -1 : pause_process();
    return pid > 0 && journal_add_process(journal, pid, err) < 0 ? -1 : 0;
}

static const struct docker_engine *hold(const char *network, struct journal *journal,
                                        struct error *err) {
    (void)network;
    if (probe(err) < 0 || make_configuration(journal, err) < 0 ||
        list_pause_process(journal, err) < 0 || list_chains(journal, err) < 0 ||
        list_bridges(journal, err) < 0)
        return NULL;
    return &here;
}

static void release(struct journal *journal) {
    (void)journal;
}

/* The limit that this process has; RLIM_INFINITY is -1, as podman-run(1) has it. */
static void keep_limit(struct argv *options, const char *name, int resource, rlim_t most) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) < 0)
        return;
    rlim_t hard = limit.rlim_max < most ? limit.rlim_max : most;
    argv_add(options, "--ulimit=%s=%ld:%ld", name, (long)hard, (long)hard);
}

/* Podman asks for limits above those that root may set where it lacks CAP_SYS_RESOURCE, and begins
 * by lowering that of processes to pid_max. crun refuses version 2 of control groups beside
 * version 1. What Podman adds to the environment of containers (TERM, container) no other engine
 * has. */
static void adapt(struct argv *options) {
    cleanup_free char *pids = small_file_read("/proc/sys/kernel/pid_max", NULL);
    keep_limit(options, "nofile", RLIMIT_NOFILE, RLIM_INFINITY);
    keep_limit(options, "nproc", RLIMIT_NPROC, pids ? strtoul(pids, NULL, 10) : RLIM_INFINITY);
    argv_add(options, "--unsetenv-all");
    if (podman_refuses_groups())
        argv_add(options, "--runtime=runc");
}

static const char *bridge(void) {
    return here.bridge;
}

static json_t *describe(const struct docker_engine *engine) {
    static const char *const words[] = {"podman", "info", NULL};
    (void)engine;
    cleanup_free char *text = docker_client_ask(
        words,
        "{\"version\":{{json .Version.Version}},\"storage_driver\":{{json .Store.GraphDriverName}},"
        "\"runtime\":{{json .Host.OCIRuntime.Name}},\"cgroup_driver\":{{json "
        ".Host.CgroupManager}},\"rootless\":{{json .Host.Security.Rootless}}}",
        NULL);
    return text ? json_loads(text, 0, NULL) : NULL;
}

/* "USER:FIRST:COUNT" of a line. */
static bool has_range(const char *root, const char *file, const char *user) {
    cleanup_free char *text = small_file_readf(NULL, "%s/etc/%s", root, file);
    size_t size = strlen(user);
    for (const char *line = text; line && *line; line += strspn(line, "\n")) {
        if (strncmp(line, user, size) == 0 && line[size] == ':')
            return true;
        line += strcspn(line, "\n");
    }
    return false;
}

int podman_rootless_probe(const char *root, const char *user, struct error *err) {
    static const char *const files[] = {"subuid", "subgid"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (!has_range(root, files[i], user))
            return error_unavailable(err,
                                     "%s has no IDs in /etc/%s for containers without root; "
                                     "`sudo usermod --add-subuids 100000-165535 --add-subgids "
                                     "100000-165535 %s` gives some",
                                     user, files[i], user);
    return 0;
}

/* Of a user without privileges Podman makes other containers than of root, and does not say so. */
static int suits_user(const char *name, struct error *err) {
    const struct passwd *user = getpwuid(geteuid());
    if (geteuid() == 0 || !command_exists("podman"))
        return 0;
    if (podman_rootless_probe("", user ? user->pw_name : "", err) < 0)
        return -1;
    if (!command_exists("newuidmap"))
        return error_unavailable(err, "newuidmap is not installed; install the package uidmap");
    if (!strstr(name, "rootless=on"))
        return error_unavailable(err, "Podman makes no containers of root for this user; "
                                      "podman+rootless=on are this user's own");
    return 0;
}

static const char *const usual_drivers[] = {"overlay", NULL};
static struct engine_answer asked;

const struct container_engine podman_containers = {
    .command = "podman",
    .title = title,
    .daemonless = true,
    .optional = true,
    .adapt = adapt,
    .driver = "{{.Store.GraphDriverName}}",
    .usual_drivers = usual_drivers,
    .driver_mend = "set driver = \"overlay\" in /etc/containers/storage.conf",
    .asked = &asked,
    .answers = answers,
    .probe = probe,
    .probe_network = probe_network,
    .suits_user = suits_user,
    .hold = hold,
    .release = release,
    .bridge = bridge,
    .describe = describe,
};
