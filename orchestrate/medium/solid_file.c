/* solid_file.c - files that are written from end to end, where there is room for them. */
#include "solid_file.h"

#include "base/journal_kinds.h"
#include "base/process.h"
#include "common/cleanup.h"
#include "common/extents.h"
#include "common/layout.h"
#include "common/units.h"
#include "file_system.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* 0 where the directory's file system has no size of its own (ramfs), 1 where `needed` bytes are
 * free in it, -1 where they are not. */
static int check_room(const char *directory, const char *what, uint64_t size, uint64_t needed,
                      const char *mend, struct error *err) {
    char asked[32], left[32];
    struct statvfs system;
    if (statvfs(directory, &system) < 0)
        return error_errno(err, "%s", directory);
    uint64_t free = system.f_bavail * system.f_frsize;
    if (system.f_blocks == 0 || needed <= free)
        return system.f_blocks > 0;
    return error_failed(err, "%s: no space for %s of %s, %s are free; %s", directory, what,
                        format_size(size, asked, sizeof asked),
                        format_size(free, left, sizeof left), mend);
}

enum { BLOCK = 4096 };

static int write_all(const char *path, uint64_t size, bool reserve, struct error *err) {
    int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
    cleanup_close int fd = open(path, flags | O_DIRECT, 0600);
    /* Some file systems refuse O_DIRECT only after they have made the file. */
    if (fd < 0 && errno == EINVAL && undo_file(path, "", NULL) == 0)
        fd = open(path, flags,
                  0600); /* loop_attach tells, since it reads back how its device reads the file */
    if (fd < 0)
        return error_errno(err, "%s", path);
    if (layout_write(fd, size, BLOCK, 1, reserve, err) < 0)
        return error_wrap(err, "%s", path);
    return 0;
}

int solid_file_make(const char *path, uint64_t size, struct journal *journal, struct error *err) {
    struct stat status;
    char parent[PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(parent, sizeof parent, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    /* Looked for before it is in the journal: undoing must never remove what somebody else made. */
    if (lstat(path, &status) == 0)
        return error_failed(err, "%s: is there already, and not ours", path);
    int known = check_room(parent, "a medium", size, size, "take another directory or less", err);
    if (known < 0)
        return -1;
    int id = journal_add(journal, "file", path, "", err);
    if (id < 0)
        return -1;
    if (write_all(path, size, known, err) == 0)
        return id;
    journal_undo(journal, id, NULL);
    return -1;
}

int64_t solid_file_missing(const char *path, uint64_t size) {
    struct extents extents;
    cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || extents_examine(fd, size, &extents, NULL) < 0 || !extents.known)
        return -1;
    return (int64_t)extents.missing_bytes;
}

static int write_zeros(int fd, off_t at, off_t end, struct error *err) {
    static const char zeros[1 << 16];
    while (at < end) {
        size_t bytes = end - at < (off_t)sizeof zeros ? (size_t)(end - at) : sizeof zeros;
        ssize_t written = pwrite(fd, zeros, bytes, at);
        if (written < 0 && errno != EINTR)
            return error_errno(err, "write");
        at += written > 0 ? written : 0;
    }
    return 0;
}

int solid_file_fill(const char *path, uint64_t size, struct error *err) {
    cleanup_close int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, "%s", path);
    off_t at = 0, end = (off_t)size;
    while (at < end && (at = lseek(fd, at, SEEK_HOLE)) >= 0 && at < end) {
        off_t data = lseek(fd, at, SEEK_DATA);
        off_t filled = data < 0 || data > end ? end : data;
        if (write_zeros(fd, at, filled, err) < 0)
            return error_wrap(err, "%s", path);
        at = filled;
    }
    if (at < 0 || fsync(fd) < 0)
        return error_errno(err, "%s", path);
    int64_t missing = solid_file_missing(path, size);
    if (missing > 0)
        return error_failed(err, "%s: %" PRId64 " bytes of it are still holes", path, missing);
    return 0;
}

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
    if (check_room(directory, "a disk image", size, needed_for(size), "take a larger medium", err) <
        0)
        return -1;
    int status = make_raw(raw, size, err);
    if (status == 0)
        status = convert(raw, path, err);
    unlink(raw);
    if (status < 0)
        unlink(path);
    return status;
}
