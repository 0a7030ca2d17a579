/* guard.h - keeps blockio from destroying what somebody needs. */
#ifndef VIRTAX_GUARD_H
#define VIRTAX_GUARD_H

#include "common/error.h"

#include <stdbool.h>

/* Opens a block device for writing, exclusively (O_EXCL, open(2)): so it can be neither mounted
 * now nor become so meanwhile, nor be part of a RAID, a volume group or a mapping. Unless
 * `allowed`, it must also hold no file system, partition table or other signature that libblkid
 * knows. Returns the descriptor, or -1 with STATUS_USAGE naming what is there; nothing has been
 * written then. */
int guard_open_device(const char *path, bool direct, bool allowed, struct error *err);

#endif
