/* durable.c - whole writes and synced directories. */
#include "durable.h"

#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>

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
