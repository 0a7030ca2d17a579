/* disk_file.h - a qcow2 disk for a guest, in the file system on the medium. */
#ifndef VIRTAX_DISK_FILE_H
#define VIRTAX_DISK_FILE_H

#include "common/error.h"

#include <stdint.h>

/* Makes DIRECTORY/NAME, a disk of `size` bytes that holds an empty ext4 like the medium's own. All
 * of it is written (preallocation=full, qemu-img(1)), so that a guest's write allocates neither in
 * the image nor in the file system below it. */
int disk_file_make(const char *directory, const char *name, uint64_t size, struct error *err);

#endif
