/* solid_file.h - files that are really there: what a read of a hole, or of an extent that was never
 * written, returns comes from no disk. */
#ifndef VIRTAX_SOLID_FILE_H
#define VIRTAX_SOLID_FILE_H

#include "base/journal.h"

#include <stdint.h>

/* Makes a file of `size` bytes (a multiple of 4096), every byte written; listed in the journal
 * before (its id returned, or -1). Too little room shows before anything is written. */
int solid_file_make(const char *path, uint64_t size, struct journal *journal, struct error *err);

/* How much of the file is a hole or an unwritten extent: 0 once it has been made; -1 where the
 * file system does not tell. */
int64_t solid_file_missing(const char *path, uint64_t size);

/* Writes zeros to all that is a hole or an unwritten extent, which read as zeros before: what
 * mkfs.ext4 zeroes on a loop device becomes such (BLKZEROOUT, fallocate(2)), and a read of it would
 * come from no disk. */
int solid_file_fill(const char *path, uint64_t size, struct error *err);

/* Makes DIRECTORY/NAME, a disk of `size` bytes that holds an empty ext4 like the medium's own. All
 * of it is written (preallocation=full, qemu-img(1)), so that a guest's write allocates neither in
 * the image nor in the file system below it. */
int disk_file_make(const char *directory, const char *name, uint64_t size, struct error *err);

#endif
