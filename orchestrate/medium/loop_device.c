/* loop_device.c - LOOP_CTL_GET_FREE, LOOP_CONFIGURE, and what they became. */
#include "loop_device.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <string.h>
#include <sys/ioctl.h>

enum { TRIES = 16 };

static int open_backing(const char *file, struct error *err) {
    int fd = open(file, O_RDWR | O_DIRECT | O_CLOEXEC);
    if (fd < 0 && errno == EINVAL)
        fd = open(file, O_RDWR | O_CLOEXEC);
    return fd < 0 ? error_errno(err, "%s", file) : fd;
}

/* Which device is free next; another process may be faster. */
static int next_free(struct error *err) {
    cleanup_close int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
    int number = control < 0 ? -1 : ioctl(control, LOOP_CTL_GET_FREE);
    if (number >= 0)
        return number;
    return error_unavailable(err,
                             "/dev/loop-control: %s; a medium in a file needs loop devices and "
                             "root; or measure on files: --medium=files:DIR",
                             strerror(errno));
}

/* 0, or -1 with errno. */
static int configure(int device, int backing, const char *file) {
    struct loop_config config = {.fd = (unsigned)backing};
    config.info.lo_flags = LO_FLAGS_DIRECT_IO;
    snprintf((char *)config.info.lo_file_name, LO_NAME_SIZE, "%s", file);
    return ioctl(device, LOOP_CONFIGURE, &config);
}

static int read_back(struct loop_device *loop, int device, struct error *err) {
    char path[128];
    int sector;
    snprintf(path, sizeof path, "/sys/block/%s/loop/dio", loop->path + strlen("/dev/"));
    cleanup_free char *dio = small_file_read(path, err);
    if (!dio)
        return -1;
    loop->direct_io = strcmp(dio, "1") == 0;
    if (ioctl(device, BLKSSZGET, &sector) < 0)
        return error_errno(err, "%s: BLKSSZGET", loop->path);
    loop->sector_bytes = (uint64_t)sector;
    return 0;
}

int loop_attach(const char *file, struct journal *journal, struct loop_device *loop,
                struct error *err) {
    cleanup_close int backing = open_backing(file, err);
    if (backing < 0)
        return -1;
    loop->id = -1;
    for (int i = 0; i < TRIES; i++) {
        int number = next_free(err);
        if (number < 0)
            return -1;
        snprintf(loop->path, sizeof loop->path, "/dev/loop%d", number);
        loop->id = journal_add(journal, "loop", loop->path, file, err);
        if (loop->id < 0)
            return -1;
        cleanup_close int device = open(loop->path, O_RDWR | O_CLOEXEC);
        if (device >= 0 && configure(device, backing, file) == 0)
            return read_back(loop, device, err);
        int cause = errno;
        journal_undo(journal, loop->id, NULL);
        errno = cause;
        if (cause != EBUSY)
            return error_errno(err, "%s", loop->path);
    }
    return error_failed(err, "no loop device stays free for long enough to be taken");
}
