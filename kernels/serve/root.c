/* root.c - a mount namespace, and the manifest of what is in it. */
#include "serve/root.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <sched.h>
#include <sha256.h>
#include <string.h>
#include <sys/mount.h>

static const char manifest_path[] = "/etc/virtax/manifest";

/* A mount below the new root. */
static int mount_in(const char *root, const char *what, const char *where, const char *type,
                    unsigned long flags, struct error *err) {
    char path[PATH_MAX + 16];
    snprintf(path, sizeof path, "%s%s", root, where);
    return mount(what, path, type, flags, NULL) < 0 ? error_errno(err, "mounting %s", path) : 0;
}

static int mount_all(const char *root, const char *data, struct error *err) {
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return error_errno(err, "making mounts private");
    if (mount_in(root, root, "", NULL, MS_BIND, err) < 0 ||
        mount_in(root, root, "", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, err) < 0 ||
        mount_in(root, "/proc", "/proc", NULL, MS_BIND | MS_REC, err) < 0 ||
        mount_in(root, "/sys", "/sys", NULL, MS_BIND | MS_REC, err) < 0 ||
        mount_in(root, "/dev", "/dev", NULL, MS_BIND | MS_REC, err) < 0 ||
        (data && mount_in(root, data, ROOT_DATA, NULL, MS_BIND, err) < 0))
        return -1;
    return mount_in(root, "virtax", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, err) < 0
               ? -1
               : mount_in(root, "virtax", "/run", "tmpfs", MS_NOSUID | MS_NODEV, err);
}

int root_enter(const char *directory, const char *data, struct error *err) {
    char path[PATH_MAX], data_path[PATH_MAX];
    if (!realpath(directory, path))
        return error_errno(err, "--root=%s", directory);
    if (data && !realpath(data, data_path))
        return error_errno(err, "--data=%s", data);
    if (geteuid() != 0)
        return error_unavailable(err, "--root=%s: needs root; run as root", directory);
    if (unshare(CLONE_NEWNS | CLONE_NEWIPC) < 0)
        return error_errno(err, "--root=%s: namespaces of its own", directory);
    if (mount_all(path, data ? data_path : NULL, err) < 0)
        return error_wrap(err, "--root=%s", directory);
    return chroot(path) < 0 || chdir("/") < 0 ? error_errno(err, "--root=%s: chroot", directory)
                                              : 0;
}

static int digest_of(const char *path, char digest[65], struct error *err) {
    if (SHA256File(path, digest))
        return 0;
    if (errno == ENOENT)
        return error_unavailable(err,
                                 "%s: not there; --root=DIR names the services' root "
                                 "(container/services/build makes one)",
                                 path);
    return error_errno(err, "%s", path);
}

json_t *root_facts_json(const struct service *service, const struct root_facts *facts) {
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "name", service->name, "program",
                     service->program, "program_sha256", facts->program_sha256, "configuration",
                     service->configuration, "configuration_sha256", facts->configuration_sha256,
                     "manifest_sha256", facts->manifest_sha256);
}

char *root_manifest(struct error *err) {
    cleanup_free char *list = small_file_read(manifest_path, err);
    char *lines = NULL;
    if (list && asprintf(&lines, "\n%s\n", list) < 0)
        return error_null(error_failed(err, "%s: out of memory", manifest_path));
    return lines;
}

/* The manifest has files only, and relative to the root. */
int root_check_file(const char *manifest, const char *path, char digest[65], struct error *err) {
    char file[PATH_MAX], line[PATH_MAX + 80];
    if (digest_of(path, digest, err) < 0)
        return -1;
    if (!realpath(path, file))
        return error_errno(err, "%s", path);
    snprintf(line, sizeof line, "\n%s  %s\n", digest, file + 1);
    return strstr(manifest, line)
               ? 0
               : error_failed(err,
                              "%s: sha256 %.16s... is not the manifest's; build the "
                              "services' root again",
                              path, digest);
}

int root_check(const struct service *service, struct root_facts *facts, struct error *err) {
    if (digest_of(manifest_path, facts->manifest_sha256, err) < 0)
        return -1;
    cleanup_free char *manifest = root_manifest(err);
    if (!manifest || root_check_file(manifest, service->program, facts->program_sha256, err) < 0)
        return -1;
    return root_check_file(manifest, service->configuration, facts->configuration_sha256, err);
}

int root_user(const char *name, uid_t *user, gid_t *group, struct error *err) {
    cleanup_fclose FILE *file = fopen("/etc/passwd", "re");
    if (!file)
        return error_errno(err, "/etc/passwd");
    const struct passwd *entry;
    while ((entry = fgetpwent(file)) && strcmp(entry->pw_name, name) != 0)
        ;
    if (!entry)
        return error_failed(err, "/etc/passwd: has no user '%s'", name);
    *user = entry->pw_uid;
    *group = entry->pw_gid;
    return 0;
}

int root_become(const char *name, struct error *err) {
    uid_t user;
    gid_t group;
    if (geteuid() != 0)
        return 0;
    if (root_user(name, &user, &group, err) < 0)
        return -1;
    return setgroups(0, NULL) < 0 || setgid(group) < 0 || setuid(user) < 0
               ? error_errno(err, "becoming %s", name)
               : 0;
}
