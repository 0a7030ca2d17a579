/* durable.c - whole writes, synced directories, and libmd's digests. */
#include "durable.h"

#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sha256.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int write_fully(int fd, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        bytes += written;
        size -= (size_t)written;
    }
    return 0;
}

int sync_directory_of(const char *path) {
    cleanup_free char *copy = strdup(path);
    if (!copy)
        return -1;
    cleanup_close int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    return fsync(fd);
}

int file_write(const char *path, const void *bytes, size_t size, struct error *err) {
    FILE *file = fopen(path, "we");
    if (!file)
        return error_errno(err, "%s", path);
    bool written = fwrite(bytes, 1, size, file) == size;
    bool closed = fclose(file) == 0;
    if (!written || !closed) {
        error_errno(err, "%s", path);
        unlink(path);
        return -1;
    }
    return 0;
}

int file_sha256(const char *path, char digest[65], struct error *err) {
    if (!SHA256File(path, digest))
        return error_errno(err, "%s: sha256", path);
    return 0;
}
