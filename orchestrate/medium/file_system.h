/* file_system.h - the ext4 on the medium: made, mounted and checked alike everywhere. */
#ifndef VIRTAX_FILE_SYSTEM_H
#define VIRTAX_FILE_SYSTEM_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Mount options on the host and in guests: reading writes nothing. */
#define FILE_SYSTEM_OPTIONS "noatime"

/* mkfs.ext4(8) on a device or an existing file, over `size` bytes of it. Nothing is left to be
 * initialised later, since the kernel's thread for that would disturb what is measured, and nothing
 * is discarded, since that would punch holes into the file below a loop device. */
int file_system_make(const char *path, uint64_t size, struct error *err);

/* mkfs.ext4's options as above, for the record. */
json_t *file_system_make_options(void);

/* Mounts a device (mount(2)) on a directory that is there. */
int file_system_mount(const char *device, const char *directory, struct error *err);

struct file_system_check {
    bool clean;
    int exit_status;  /* of e2fsck(8) */
    char detail[256]; /* its last line */
};

/* e2fsck -fn: every structure, and nothing is changed. A file system with errors is no failure
 * here: look at `clean`. It must be mounted nowhere. */
int file_system_check(const char *device, struct file_system_check *check, struct error *err);

#endif
