/* device_holders.c - claims by O_EXCL, openers by /proc/PID/fd. */
#include "device_holders.h"

#include "base/process.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "common/mount.h"
#include "common/smallfile.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

static void close_directory(DIR **directory) {
    if (*directory)
        closedir(*directory);
}
#define cleanup_closedir __attribute__((cleanup(close_directory)))

static bool has_open(const char *pid, dev_t device) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%.20s/fd", pid);
    cleanup_closedir DIR *descriptors = opendir(path);
    const struct dirent *entry;
    while (descriptors && (entry = readdir(descriptors))) {
        struct stat status;
        if (fstatat(dirfd(descriptors), entry->d_name, &status, 0) == 0 &&
            S_ISBLK(status.st_mode) && status.st_rdev == device)
            return true;
    }
    return false;
}

static bool has_mounted(const char *pid, dev_t device) {
    struct mount mount;
    return mount_find_of(pid, device, &mount);
}

/* "NAME (PID)" of the first other process that holds the device in the sense of `holds`; "" where
 * there is none. */
static const char *find_holder(const char *device, bool (*holds)(const char *pid, dev_t device),
                               char *buffer, size_t size) {
    struct stat status;
    char own[16];
    snprintf(own, sizeof own, "%d", (int)getpid());
    buffer[0] = '\0';
    if (stat(device, &status) < 0)
        return buffer;
    cleanup_closedir DIR *processes = opendir("/proc");
    const struct dirent *entry;
    while (processes && (entry = readdir(processes))) {
        const char *pid = entry->d_name;
        if (!isdigit((unsigned char)pid[0]) || strcmp(pid, own) == 0 || !holds(pid, status.st_rdev))
            continue;
        cleanup_free char *name = small_file_readf(NULL, "/proc/%s/comm", pid);
        snprintf(buffer, size, "%s (%s)", name ? name : "process", pid);
        return buffer;
    }
    return buffer;
}

const char *device_opener(const char *device, char *buffer, size_t size) {
    return find_holder(device, has_open, buffer, size);
}

/* A mount namespace that was made while the device was mounted here, and does not follow ours,
 * keeps that mount. */
static void name_mount(const char *device, char *who, size_t size) {
    char process[100];
    if (find_holder(device, has_mounted, process, sizeof process)[0])
        snprintf(who, size, "a mount of %s", process);
    else
        snprintf(who, size, "a mount or a mapping");
}

/* 1: free; 0: held by whom `who` names; -1: it cannot be told. */
static int is_free(const char *device, char *who, size_t size, struct error *err) {
    if (device_opener(device, who, size)[0])
        return 0;
    cleanup_close int fd = open(device, O_RDWR | O_EXCL | O_CLOEXEC);
    if (fd < 0 && errno == EBUSY) {
        name_mount(device, who, size);
        return 0;
    }
    if (fd < 0 || ioctl(fd, BLKFLSBUF, 0) < 0)
        return error_errno(err, "%s", device);
    return 1;
}

int device_await_free(const char *device, double timeout_s, struct error *err) {
    char who[128] = "";
    for (double deadline = clock_now() + timeout_s;;) {
        int free = is_free(device, who, sizeof who, err);
        if (free != 0)
            return free < 0 ? -1 : 0;
        if (clock_now() > deadline)
            return error_failed(err, "%s: held by %s for more than %g s; nothing was done to it",
                                device, who, timeout_s);
        if (!process_sleep(0.02))
            return error_interrupted(err);
    }
}
