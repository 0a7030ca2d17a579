/* keeping.h - disk space that is really taken, block by block. */
#ifndef VIRTAX_INSTANCE_KEEPING_H
#define VIRTAX_INSTANCE_KEEPING_H

#include "common/error.h"

#include <stdint.h>

/* A file without a name, which goes with this process. Zeroed, there is none. */
struct keeping {
    int file; /* 0: none */
    uint64_t bytes, seed;
};

/* Writes so many bytes (0: none), rounded up to whole blocks, that no file system can compress or
 * merge, below /var/tmp, or in the root directory where there is none, and waits until they are
 * on the disk. */
int keeping_take(struct keeping *keeping, uint64_t bytes, struct error *err);

/* Are all of them as they were written? With the place of the first that is not. */
int keeping_check(const struct keeping *keeping, struct error *err);

void keeping_release(struct keeping *keeping);

#endif
