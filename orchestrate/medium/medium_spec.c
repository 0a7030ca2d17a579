/* medium_spec.c - what a user calls a medium, and whether it can be one, before anything is made.
 */
#include "base/project.h"
#include "common/cleanup.h"
#include "common/guard.h"
#include "common/units.h"
#include "device_holders.h"
#include "medium_make.h"

#include <errno.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

static const struct {
    const char *prefix;
    enum medium_kind kind;
} named[] = {{"loop:", MEDIUM_LOOP}, {"files:", MEDIUM_DIRECTORY}};
enum { NAMED = sizeof named / sizeof *named };

static int index_of_prefix(const char *medium) {
    int i = 0;
    while (i < NAMED && strncmp(medium, named[i].prefix, strlen(named[i].prefix)) != 0)
        i++;
    return i;
}

const char *medium_spec_path(const char *medium) {
    int i = index_of_prefix(medium);
    return i < NAMED ? medium + strlen(named[i].prefix) : medium;
}

static int check_destroy_data(const char *medium, const char *destroy_data, bool device,
                              struct error *err) {
    if (destroy_data && !device)
        return error_usage(err, "--destroy-data=%s: --medium names no block device", destroy_data);
    if (destroy_data && strcmp(destroy_data, medium) != 0)
        return error_usage(err,
                           "--destroy-data=%s: is not the device of --medium=%s; nothing was "
                           "written",
                           destroy_data, medium);
    return 0;
}

int medium_spec_parse(const char *medium, const char *destroy_data, const char *fallback,
                      uint64_t size, struct medium_spec *spec, struct error *err) {
    *spec = (struct medium_spec){.kind = MEDIUM_LOOP,
                                 .path = medium ? medium_spec_path(medium) : fallback,
                                 .size = size,
                                 .destroy_data = destroy_data};
    int i = medium ? index_of_prefix(medium) : NAMED;
    const char *word = medium ? medium : spec->path;
    struct stat status;
    if (stat(spec->path, &status) < 0)
        return error_usage(err, "--medium=%s: %s", word, strerror(errno));
    bool device = S_ISBLK(status.st_mode) && i == NAMED;
    if (!device && !S_ISDIR(status.st_mode))
        return error_usage(err, "--medium=%s: neither a directory nor a block device", word);
    if (device)
        spec->kind = MEDIUM_DEVICE;
    else if (i < NAMED)
        spec->kind = named[i].kind;
    return check_destroy_data(medium, destroy_data, device, err);
}

int medium_probe(enum medium_kind kind, struct error *err) {
    static const char *const needed[] = {"mkfs.ext4", "e2fsck"};
    if (kind == MEDIUM_DIRECTORY)
        return 0;
    if (geteuid() != 0)
        return error_unavailable(err, "a storage medium needs root; run as root, or measure on "
                                      "files in a directory: --medium=files:DIR");
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!command_exists(needed[i]))
            return error_unavailable(err, "a storage medium needs %s; `make deps` installs it",
                                     needed[i]);
    if (kind == MEDIUM_LOOP && access("/dev/loop-control", R_OK | W_OK) < 0)
        return error_unavailable(err,
                                 "a storage medium in a file needs loop devices (/dev/loop-control:"
                                 " %s); `modprobe loop`, or name a device with --medium=DEVICE",
                                 strerror(errno));
    return 0;
}

static int check_room(const struct medium_spec *spec, uint64_t size, struct error *err) {
    char there[32], needed[32];
    if (spec->size <= size)
        return 0;
    return error_usage(err,
                       "%s: its %s are less than the %s that the medium needs, and nothing was "
                       "written; take a larger device or a smaller --set size=SIZE",
                       spec->path, format_size(size, there, sizeof there),
                       format_size(spec->size, needed, sizeof needed));
}

/* The device is claimed and searched for data in one go, and then let go, since mkfs claims it. */
int medium_look_at_device(const struct medium_spec *spec, uint64_t *size, struct error *err) {
    char who[128];
    bool allowed = spec->destroy_data && strcmp(spec->destroy_data, spec->path) == 0;
    cleanup_close int fd = guard_open_device(spec->path, false, allowed, err);
    if (fd < 0)
        return -1;
    if (device_opener(spec->path, who, sizeof who)[0])
        return error_usage(err, "%s: %s has it open; a device in use is never written", spec->path,
                           who);
    if (ioctl(fd, BLKGETSIZE64, size) < 0)
        return error_errno(err, "%s: its size", spec->path);
    return check_room(spec, *size, err);
}

int medium_spec_check(const struct medium_spec *spec, struct error *err) {
    uint64_t size;
    if (spec->kind == MEDIUM_DEVICE)
        return medium_look_at_device(spec, &size, err);
    struct statfs system;
    if (access(spec->path, W_OK) < 0 || statfs(spec->path, &system) < 0)
        return error_usage(err, "%s: %s", spec->path, strerror(errno));
    if (system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC)
        return error_usage(err,
                           "%s: is in memory (tmpfs), which is no storage and has no direct I/O; "
                           "name a directory on a disk",
                           spec->path);
    return 0;
}

int plan_medium_spec(const struct plan_medium *medium, struct medium_spec *spec,
                     struct error *err) {
    return medium_spec_parse(medium->where, medium->destroy_data, MEDIUM_DEFAULT_DIRECTORY,
                             medium->size, spec, err);
}

uint64_t plan_medium_image(const struct plan_medium *medium) {
    const uint64_t step = 65536, tables = UINT64_C(64) << 20;
    uint64_t files = medium->size > MEDIUM_ROOM_BESIDES
                         ? (medium->size - MEDIUM_ROOM_BESIDES) / MEDIUM_FILES
                         : 0;
    return (files + files / 8 + tables) / step * step;
}
