/* solid_file.c - written from end to end, and filled again where something made holes. */
#include "solid_file.h"

#include "base/journal_storage.h"
#include "common/cleanup.h"
#include "common/extents.h"
#include "common/layout.h"
#include "room.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOCK = 4096 };

static int check_room(const char *path, uint64_t size, bool *known, struct error *err) {
    char parent[4096];
    const char *slash = strrchr(path, '/');
    snprintf(parent, sizeof parent, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    return room_check(parent, "a medium", size, size, "take another directory or less", known, err);
}

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
    bool known;
    /* Looked for before it is in the journal: undoing must never remove what somebody else made. */
    if (lstat(path, &status) == 0)
        return error_failed(err, "%s: is there already, and not ours", path);
    if (check_room(path, size, &known, err) < 0)
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
