/* journal_kinds.c - how each kind of thing is unmade, where it is still ours. */
#include "journal_kinds.h"

#include "chain.h"
#include "common/cleanup.h"
#include "common/mount.h"
#include "common/smallfile.h"
#include "conmon.h"
#include "docker_client.h"
#include "journal.h"
#include "process.h"
#include "remote_settings.h"
#include "remote_shell.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <linux/loop.h>
#include <net/if.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

enum { TRIES = 500, REMOTE_TIMEOUT_S = 120 };
static const struct timespec pause_between = {.tv_nsec = 10000000};

int undo_file(const char *path, const char *value, struct error *err) {
    (void)value;
    return unlink(path) < 0 && errno != ENOENT ? error_errno(err, "%s", path) : 0;
}

/* The kernel adds " (deleted)" once the file is. */
static bool stands_on(const char *device, const char *backing) {
    const char *name = strrchr(device, '/');
    cleanup_free char *now =
        small_file_readf(NULL, "/sys/block/%s/loop/backing_file", name ? name + 1 : device);
    size_t length = strlen(backing);
    return now && strncmp(now, backing, length) == 0 &&
           (now[length] == '\0' || strcmp(now + length, " (deleted)") == 0);
}

int undo_loop(const char *device, const char *backing, struct error *err) {
    for (int i = 0; stands_on(device, backing); i++) {
        cleanup_close int fd = open(device, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return error_errno(err, "%s", device);
        /* With other openers the kernel detaches it when the last of them closes. */
        if (ioctl(fd, LOOP_CLR_FD) < 0 && errno != ENXIO && errno != EBUSY)
            return error_errno(err, "%s: LOOP_CLR_FD", device);
        close(fd);
        fd = -1;
        if (i == TRIES)
            return error_failed(err, "%s: still held by somebody; end it, then run virtax clean",
                                device);
        nanosleep(&pause_between, NULL);
    }
    return 0;
}

bool is_mounted(const char *device, const char *point) {
    struct stat status;
    return stat(device, &status) == 0 && mount_is_at(status.st_rdev, point);
}

/* `device` NULL: anything. Twice on top of one another is possible. */
static int unmount_all(const char *point, const char *device, struct error *err) {
    for (int i = 0; device ? is_mounted(device, point) : mount_point_is(point); i++) {
        if (umount2(point, UMOUNT_NOFOLLOW) == 0)
            continue;
        if (errno != EBUSY)
            return error_errno(err, "unmounting %s", point);
        if (i >= TRIES)
            return error_failed(err, "unmounting %s: somebody is still at work in it", point);
        nanosleep(&pause_between, NULL);
    }
    return 0;
}

int undo_mount(const char *point, const char *device, struct error *err) {
    return unmount_all(point, device, err);
}

int undo_bind(const char *point, const char *value, struct error *err) {
    (void)value;
    return unmount_all(point, NULL, err);
}

static int remove_entry(const char *path, const struct stat *status, int flag, struct FTW *walk) {
    (void)status, (void)flag, (void)walk;
    return remove(path);
}

static int undo_directory(const char *name, const char *value, struct error *err) {
    (void)value;
    if (nftw(name, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) < 0 && errno != ENOENT)
        return error_errno(err, "%s", name);
    return 0;
}

/* Files in a control group cannot be removed, and go with it. */
static int remove_group(const char *path, const struct stat *status, int flag, struct FTW *walk) {
    (void)status, (void)walk;
    for (int i = 0; flag == FTW_DP && rmdir(path) < 0 && errno != ENOENT; i++) {
        if (errno != EBUSY || i == TRIES)
            return -1;
        nanosleep(&pause_between, NULL);
    }
    return 0;
}

/* `pattern` as glob(7) has it: one group in several hierarchies, with those below it. */
static int undo_control_group(const char *pattern, const char *value, struct error *err) {
    (void)value;
    glob_t found;
    int status = 0;
    if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
        return 0;
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (nftw(found.gl_pathv[i], remove_group, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) < 0)
            status = error_errno(err, "%s", found.gl_pathv[i]);
    globfree(&found);
    return status;
}

const char *journal_process_start(int pid, char *buffer, size_t size) {
    cleanup_free char *stat = small_file_readf(NULL, "/proc/%d/stat", pid);
    buffer[0] = '\0';
    const char *at = stat ? strrchr(stat, ')') : NULL; /* the name before it may hold anything */
    if (at && strncmp(at, ") Z", 3) == 0)              /* ended, only not yet reaped */
        return buffer;
    for (int field = 2; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    if (at)
        snprintf(buffer, size, "%.*s", (int)strcspn(at + 1, " \n"), at + 1);
    return buffer;
}

static bool same_process(int pid, const char *start) {
    char now[32];
    return pid > 1 && start[0] && strcmp(journal_process_start(pid, now, sizeof now), start) == 0;
}

static int undo_process(const char *name, const char *value, struct error *err) {
    int pid = atoi(name);
    if (!same_process(pid, value))
        return 0;
    if (kill(-pid, SIGKILL) < 0 && kill(pid, SIGKILL) < 0 && errno != ESRCH)
        return error_errno(err, "kill %d", pid);
    for (int i = 0; i < TRIES && same_process(pid, value) && kill(pid, 0) == 0; i++)
        nanosleep(&pause_between, NULL);
    return 0;
}

/* Settings of a module go with it. */
static bool is_gone(const char *setting) {
    return access(setting, F_OK) < 0 && errno == ENOENT;
}

/* A setting that refused the new value has the old one, and may refuse that as well. */
static int undo_setting(const char *name, const char *value, struct error *err) {
    cleanup_free char *now = setting_read(name, NULL);
    if (is_gone(name) || (now && strcmp(now, value) == 0))
        return 0;
    if (small_file_write(name, value, err) < 0)
        return -1;
    cleanup_free char *after = setting_read(name, NULL);
    if (after && strcmp(after, value) == 0)
        return 0;
    return error_failed(err, "%s is '%s', and was '%s' before the run", name, after ? after : "",
                        value);
}

/* What a control group holds a device to: reads back otherwise than it is written, and goes with
 * the group or the device. */
static int undo_limit(const char *name, const char *value, struct error *err) {
    struct error cause;
    if (small_file_write(name, value, &cause) == 0 || errno == ENOENT || errno == ENODEV)
        return 0;
    if (err)
        *err = cause;
    return -1;
}

/* A difference: others reserve pages and give them back in the same pool. */
static int undo_huge_pages(const char *name, const char *value, struct error *err) {
    cleanup_free char *now = setting_read(name, NULL);
    if (is_gone(name))
        return 0;
    unsigned long pages = now ? strtoul(now, NULL, 10) : 0, added = strtoul(value, NULL, 10);
    char left[32];
    snprintf(left, sizeof left, "%lu", pages > added ? pages - added : 0);
    return small_file_write(name, left, err);
}

/* `value` is "COMMAND HOST": a client that speaks docker(1)'s words, and Docker's DOCKER_HOST. */
/* The container is gone with its daemon, or was never made. */
static bool says_gone(const char *text) {
    static const char *const gone[] = {"No such container", "no container with name",
                                       "Cannot connect", "failed to connect"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        if (strstr(text, gone[i]))
            return true;
    return false;
}

/* Podman takes one that was half made off its list before its mounts are gone, and fails: the next
 * time it knows of none. */
static int undo_container(const char *name, const char *value, struct error *err) {
    enum { TIMES = 3 };
    size_t size = strcspn(value, " ");
    const char *named = value[size] ? value + size + 1 : "";
    cleanup_free char *command = strndup(value, size);
    const char *argv[] = {command, "rm", "--force", name, NULL};
    if (!command)
        return error_failed(err, "out of memory");
    struct error seen;
    conmon_end(name);
    docker_client(NULL);
    const char *host = getenv("DOCKER_HOST");
    cleanup_free char *before = host ? strdup(host) : NULL;
    docker_client_point(named[0] ? named : NULL);
    int status = -1;
    for (int i = 0; i < TIMES && status < 0; i++)
        if ((status = process_check(argv, NULL, &seen)) < 0 && says_gone(seen.text))
            status = 0;
    docker_client_point(before);
    return status == 0 ? 0 : error_failed(err, "%s", seen.text);
}

/* `value` is "DESTINATION OLD VALUE": of a machine that the user's own ssh reaches. */
static int undo_ssh_setting(const char *name, const char *value, struct error *err) {
    struct ssh_target target = {0};
    size_t size = strcspn(value, " ");
    snprintf(target.destination, sizeof target.destination, "%.*s", (int)size, value);
    return remote_setting_restore(&target, name, value[size] ? value + size + 1 : "", err);
}

/* Ends what still runs out of the directory, then removes it. */
static int undo_ssh_directory(const char *name, const char *value, struct error *err) {
    struct ssh_target target = {0};
    snprintf(target.destination, sizeof target.destination, "%s", value);
    cleanup_free char *command = NULL;
    if (asprintf(&command,
                 "for exe in /proc/[0-9]*/exe; do case $(readlink $exe 2>/dev/null) in %s/*) "
                 "pid=${exe#/proc/}; kill -9 ${pid%%/exe};; esac; done; rm -rf %s",
                 name, name) < 0)
        return error_failed(err, "out of memory");
    return remote_do(&target, command, REMOTE_TIMEOUT_S, err);
}

/* A link inside a namespace goes with its other end or with the namespace. */
static int undo_link(const char *name, const char *value, struct error *err) {
    (void)value;
    const char *argv[] = {"ip", "link", "delete", "dev", name, NULL};
    return if_nametoindex(name) == 0 ? 0 : process_check(argv, NULL, err);
}

/* firewalld forgets by itself what it was told when it ends, and what it was told at run time
 * alone. */
static int undo_trusted_link(const char *name, const char *value, struct error *err) {
    (void)value;
    cleanup_free char *option = NULL;
    if (asprintf(&option, "--remove-interface=%s", name) < 0)
        return error_failed(err, "out of memory");
    const char *argv[] = {"firewall-cmd", "--quiet", "--zone=trusted", option, NULL};
    struct error seen;
    if (process_check(argv, NULL, &seen) == 0 || strstr(seen.text, "UNKNOWN_INTERFACE") ||
        strstr(seen.text, "not running"))
        return 0;
    return error_failed(err, "%s", seen.text);
}

/* A namespace lives on, nameless, while a process is in it. */
static int undo_namespace(const char *name, const char *value, struct error *err) {
    (void)value;
    char path[256];
    snprintf(path, sizeof path, "/run/netns/%s", name);
    if (access(path, F_OK) < 0)
        return 0;
    const char *list[] = {"ip", "netns", "pids", name, NULL};
    const char *delete[] = {"ip", "netns", "delete", name, NULL};
    cleanup_free char *pids = NULL;
    char *state = NULL;
    if (process_check(list, &pids, NULL) == 0)
        for (char *pid = strtok_r(pids, "\n", &state); pid; pid = strtok_r(NULL, "\n", &state))
            if (atoi(pid) > 1)
                kill(atoi(pid), SIGKILL);
    return process_check(delete, NULL, err);
}

static const struct journal_kind kinds[] = {
    {.kind = "directory", .undo = undo_directory},
    {.kind = "process", .undo = undo_process},
    {.kind = "setting", .undo = undo_setting},
    {.kind = "limit", .undo = undo_limit},
    {.kind = "huge-pages", .undo = undo_huge_pages},
    {.kind = "container", .undo = undo_container, .still = conmon_end},
    {.kind = "ssh-setting", .undo = undo_ssh_setting},
    {.kind = "ssh-directory", .undo = undo_ssh_directory},
    {.kind = "link", .undo = undo_link},
    {.kind = "trusted-link", .undo = undo_trusted_link},
    {.kind = "namespace", .undo = undo_namespace},
    {.kind = "control-group", .undo = undo_control_group},
    {.kind = "chain", .undo = undo_chain},
    {.kind = "file", .undo = undo_file},
    {.kind = "loop", .undo = undo_loop},
    {.kind = "mount", .undo = undo_mount},
    {.kind = "bind", .undo = undo_bind},
};

const struct journal_kind *journal_kind(const char *kind) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return &kinds[i];
    return NULL;
}
