/* disk_file.c - an ext4 in a sparse raw file, converted to a qcow2 that is not sparse. */
#include "disk_file.h"

#include "base/process.h"
#include "common/cleanup.h"
#include "file_system.h"
#include "room.h"
#include "solid_file.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

/* qcow2's own tables (docs/interop/qcow2.txt of QEMU: 8 bytes for each cluster of 64 KiB, and its
 * reference count), rounded up, and ext4's part of the raw file. */
static uint64_t needed_for(uint64_t size) {
    return size + size / 32 + (UINT64_C(8) << 20);
}

static int make_raw(const char *raw, uint64_t size, struct error *err) {
    cleanup_close int fd = open(raw, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, (off_t)size) < 0)
        return error_errno(err, "%s", raw);
    return file_system_make(raw, size, err);
}

static int convert(const char *raw, const char *path, struct error *err) {
    /* -S 0: zeros too are written, though some may become unwritten extents all the same. */
    const char *argv[] = {
        "qemu-img",           "convert", "-q", "-S", "0", "-f", "raw", "-O", "qcow2", "-o",
        "preallocation=full", raw,       path, NULL};
    struct stat made;
    if (process_check(argv, NULL, err) < 0)
        return -1;
    if (stat(path, &made) < 0)
        return error_errno(err, "%s", path);
    return solid_file_fill(path, (uint64_t)made.st_size, err);
}

int disk_file_make(const char *directory, const char *name, uint64_t size, struct error *err) {
    char path[PATH_MAX], raw[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path ||
        snprintf(raw, sizeof raw, "%s/%s.raw", directory, name) >= (int)sizeof raw)
        return error_failed(err, "%s: too long a path", directory);
    if (room_check(directory, "a disk image", size, needed_for(size), "take a larger medium", NULL,
                   err) < 0)
        return -1;
    int status = make_raw(raw, size, err);
    if (status == 0)
        status = convert(raw, path, err);
    unlink(raw);
    if (status < 0)
        unlink(path);
    return status;
}
