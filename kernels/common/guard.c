/* guard.c - opens a device exclusively and lets libblkid search it for data. */
#include "common/guard.h"

#include "common/cleanup.h"
#include "common/mount.h"

#include <blkid/blkid.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static void release_probe(blkid_probe *probe) {
    blkid_free_probe(*probe);
}

static int refuse_busy(const char *path, struct error *err) {
    struct stat status;
    struct mount mount;
    if (stat(path, &status) == 0 && mount_find(status.st_rdev, &mount))
        return error_usage(err, "%s: is mounted on %s; a mounted device is never written", path,
                           mount.point);
    return error_usage(err,
                       "%s: it or a partition of it is mounted, or part of a mapping or RAID; a "
                       "device in use is never written",
                       path);
}

static int refuse_data(const char *path, const char *what, const char *kind, struct error *err) {
    return error_usage(err,
                       "%s: holds %s (%s), and nothing was written; --destroy-data=%s says that "
                       "it may go",
                       path, what, kind, path);
}

/* Every signature counts, also where several contradict one another. */
static int refuse_signatures(int fd, const char *path, struct error *err) {
    __attribute__((cleanup(release_probe))) blkid_probe probe = blkid_new_probe();
    if (!probe || blkid_probe_set_device(probe, fd, 0, 0) < 0 ||
        blkid_probe_enable_superblocks(probe, 1) < 0 ||
        blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE) < 0 ||
        blkid_probe_enable_partitions(probe, 1) < 0)
        return error_failed(err, "%s: cannot be searched for data; nothing was written", path);
    int found = blkid_do_probe(probe);
    if (found < 0)
        return error_failed(err, "%s: searching for data failed; nothing was written", path);
    const char *value;
    if (found == 0 && blkid_probe_lookup_value(probe, "TYPE", &value, NULL) == 0)
        return refuse_data(path, "data", value, err);
    if (found == 0 && blkid_probe_lookup_value(probe, "PTTYPE", &value, NULL) == 0)
        return refuse_data(path, "a partition table", value, err);
    return found == 0 ? refuse_data(path, "data", "unknown", err) : 0;
}

int guard_open_device(const char *path, bool direct, bool allowed, struct error *err) {
    cleanup_close int fd = open(path, O_RDWR | O_EXCL | O_CLOEXEC);
    if (fd < 0 && errno == EBUSY)
        return refuse_busy(path, err);
    if (fd < 0)
        return error_errno(err, "%s", path);
    if (!allowed && refuse_signatures(fd, path, err) < 0)
        return -1;
    /* Only now, since libblkid reads as it likes, and without a second open(2), before which the
     * device could change hands. */
    if (direct && fcntl(fd, F_SETFL, O_DIRECT) < 0)
        return error_errno(err, "%s: O_DIRECT", path);
    int ours = fd;
    fd = -1;
    return ours;
}
