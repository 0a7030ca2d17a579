/* disk.h - what a host's disks have left, and what a file takes of them. */
#ifndef VIRTAX_DISK_H
#define VIRTAX_DISK_H

#include "common/error.h"

/* Bytes that are free in all mounted file systems on a disk together, each counted once, after
 * what was written has gone there (sync(2), statvfs(3)). `root`: of the /proc that names them; ""
 * on a live machine. On a disk is what needs a device (proc(5), filesystems): ext4, XFS, Btrfs; not
 * memory, the network, an overlay, whose upper directory is on one, or ZFS. What cannot be asked
 * there does not count. NAN where there is none. */
int disk_free(const char *root, double *bytes, struct error *err);

/* Bytes of the blocks that a file has (stat(2)), fewer than its size where it has holes; NAN where
 * it is gone. */
double disk_taken(const char *path);

#endif
