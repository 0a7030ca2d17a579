/* room.h - is there room for a file, before anything of it is written. */
#ifndef VIRTAX_ROOM_H
#define VIRTAX_ROOM_H

#include "common/error.h"

#include <stdbool.h>
#include <stdint.h>

/* An error where less than `needed` bytes are free in the directory's file system: "DIRECTORY: no
 * space for WHAT of SIZE, ... are free; MEND". A file system without a size of its own (ramfs) is
 * not asked: *known (may be NULL) is false then. */
int room_check(const char *directory, const char *what, uint64_t size, uint64_t needed,
               const char *mend, bool *known, struct error *err);

#endif
