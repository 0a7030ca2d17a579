/* journal_storage.c - files, loop devices and mounts, unmade only where they are still ours. */
#include "journal_storage.h"

#include "common/cleanup.h"
#include "common/mount.h"
#include "common/smallfile.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

enum { TRIES = 500 };
static const struct timespec pause_between = {.tv_nsec = 10000000};

int undo_file(const char *path, const char *value, struct error *err) {
    (void)value;
    return unlink(path) < 0 && errno != ENOENT ? error_errno(err, "%s", path) : 0;
}

/* The kernel adds " (deleted)" once the file is. */
static bool stands_on(const char *device, const char *backing) {
    char path[128];
    const char *name = strrchr(device, '/');
    snprintf(path, sizeof path, "/sys/block/%s/loop/backing_file", name ? name + 1 : device);
    cleanup_free char *now = small_file_read(path, NULL);
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
