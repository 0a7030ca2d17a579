/* data.c - nftw(3), and a program that runs to its end. */
#include "serve/data.h"

#include "serve/process.h"
#include "serve/root.h"

#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where) {
    (void)info, (void)kind, (void)where;
    return remove(path);
}

int data_remove(const char *path, struct error *err) {
    enum { DIRECTORIES_OPEN = 16 };
    if (!path[0] || nftw(path, remove_one, DIRECTORIES_OPEN, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) == 0)
        return 0;
    return errno == ENOENT ? 0 : error_errno(err, "removing %s", path);
}

static int give(const struct service *service, const char *path, struct error *err) {
    uid_t user;
    gid_t group;
    if (geteuid() != 0)
        return 0;
    if (root_user(service->user, &user, &group, err) < 0)
        return -1;
    return chown(path, user, group) < 0 ? error_errno(err, "%s: chown", path) : 0;
}

int data_make(const struct service *service, const char *directory,
              const struct service_place *place, char path[PATH_MAX], struct error *err) {
    struct service_place there = *place;
    path[0] = '\0';
    if (!directory)
        return 0;
    char wanted[PATH_MAX];
    if (snprintf(wanted, sizeof wanted, "%s/virtax-%s", directory, service->name) >= PATH_MAX)
        return error_usage(err, "--data: a path too long");
    if (data_remove(wanted, err) < 0)
        return -1;
    if (mkdir(wanted, 0700) < 0)
        return error_errno(err, "%s", wanted);
    memcpy(path, wanted, sizeof wanted);
    if (give(service, path, err) < 0)
        return -1;
    there.data = path;
    return service->data_arguments ? service_fill(service, &there, err) : 0;
}
