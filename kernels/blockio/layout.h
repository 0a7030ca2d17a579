/* layout.h - writes all of a file or device before anything is timed. */
#ifndef VIRTAX_BLOCKIO_LAYOUT_H
#define VIRTAX_BLOCKIO_LAYOUT_H

#include "harness/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Writes the pattern of generation 0 from offset 0 to `size` (a multiple of `block`, which is what
 * direct I/O on `fd` takes), syncs, and drops what the page cache holds of it. `reserve` asks the
 * file system for the room first (fallocate(2)), which leaves unwritten extents: they become
 * written only by the writing. */
int layout_write(int fd, uint64_t size, uint64_t block, uint64_t seed, bool reserve,
                 struct error *err);

#endif
