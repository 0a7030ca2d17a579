/* files.c - a device that every system has at the same path, so that no file system takes part. */
#include "kernelops/operation.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct device {
    const char *path;
    int fd; /* of read-byte; -1: none */
};

static int set_up(const struct place *place, void **state, struct error *err) {
    struct device *device = malloc(sizeof *device);
    if (!device)
        return error_errno(err, "a device");
    *device = (struct device){place->device, -1};
    *state = device;
    return 0;
}

static void tear_down(void *state) {
    struct device *device = state;
    if (device->fd >= 0)
        close(device->fd);
    free(device);
}

static int set_up_open(const struct place *place, void **state, struct error *err) {
    if (set_up(place, state, err) < 0)
        return -1;
    struct device *device = *state;
    device->fd = open(device->path, O_RDONLY | O_CLOEXEC);
    if (device->fd >= 0)
        return 0;
    error_errno(err, "open %s", device->path);
    tear_down(device);
    return -1;
}

static int run_read(void *state, unsigned times, struct error *err) {
    const struct device *device = state;
    for (unsigned i = 0; i < times; i++) {
        char byte = 1;
        ssize_t got = read(device->fd, &byte, 1);
        if (got < 0)
            return error_errno(err, "read of %s", device->path);
        if (got != 1 || byte != 0)
            return error_failed(err, "read of %s: %zd bytes, not one that is 0", device->path, got);
    }
    return 0;
}

static int run_stat(void *state, unsigned times, struct error *err) {
    const struct device *device = state;
    struct stat facts;
    for (unsigned i = 0; i < times; i++) {
        if (stat(device->path, &facts) < 0)
            return error_errno(err, "stat of %s", device->path);
        if (!S_ISCHR(facts.st_mode))
            return error_failed(err, "stat of %s: no character device", device->path);
    }
    return 0;
}

static int run_open(void *state, unsigned times, struct error *err) {
    const struct device *device = state;
    for (unsigned i = 0; i < times; i++) {
        int fd = open(device->path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return error_errno(err, "open of %s", device->path);
        if (close(fd) < 0)
            return error_errno(err, "close of %s", device->path);
    }
    return 0;
}

const struct operation operations_files[] = {
    {.name = "read-byte",
     .about = "one byte of /dev/zero",
     .times = 500,
     .set_up = set_up_open,
     .run = run_read,
     .tear_down = tear_down},
    {.name = "stat",
     .about = "stat(2) of /dev/zero",
     .times = 100,
     .set_up = set_up,
     .run = run_stat,
     .tear_down = tear_down},
    {.name = "open-close",
     .about = "open(2) and close(2) of /dev/zero",
     .times = 30,
     .set_up = set_up,
     .run = run_open,
     .tear_down = tear_down},
    {0},
};
