/* layout.h - writes all of a file or device before anything is timed. */
#ifndef VIRTAX_LAYOUT_H
#define VIRTAX_LAYOUT_H

#include "common/error.h"

#include <stdbool.h>
#include <stdint.h>

/* For going through all of a file: memory for at least one block of `block` bytes, aligned as
 * direct I/O wants it. *bytes: how much at a time, whole blocks. NULL where there is no such
 * memory. */
char *layout_buffer(uint64_t block, uint64_t *bytes, struct error *err);

/* Writes the pattern of generation 0 from offset 0 to `size` (a multiple of `block`, which is what
 * direct I/O on `fd` takes), syncs, and drops what the page cache holds of it. `reserve` asks the
 * file system for the room first (fallocate(2)), which leaves unwritten extents: they become
 * written only by the writing. */
int layout_write(int fd, uint64_t size, uint64_t block, uint64_t seed, bool reserve,
                 struct error *err);

#endif
