/* extents.h - how a file lies on its device: what a read of a hole or of an extent that was never
 * written returns comes from no device. */
#ifndef VIRTAX_EXTENTS_H
#define VIRTAX_EXTENTS_H

#include "common/error.h"

#include <stdbool.h>
#include <stdint.h>

struct extents {
    bool known; /* false where the file system does not tell (FS_IOC_FIEMAP) */
    uint64_t count;
    uint64_t missing_bytes; /* of the first `size` bytes: holes and unwritten extents */
};

/* Looks at the first `size` bytes (Linux Documentation/filesystems/fiemap.rst), after syncing. */
int extents_examine(int fd, uint64_t size, struct extents *extents, struct error *err);

#endif
