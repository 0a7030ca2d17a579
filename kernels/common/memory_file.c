/* memory_file.c - a file that no file system has. */
#include "memory_file.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int memory_file(const char *text, struct error *err) {
    int fd = memfd_create("text", MFD_CLOEXEC);
    size_t size = strlen(text);
    if (fd >= 0 && write(fd, text, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    error_errno(err, "a file in memory");
    if (fd >= 0)
        close(fd);
    return -1;
}
