/* mount.h - where the file system of a device is mounted, as /proc/self/mountinfo tells. */
#ifndef VIRTAX_MOUNT_H
#define VIRTAX_MOUNT_H

#include <stdbool.h>
#include <sys/types.h>

struct mount {
    dev_t device;
    char root[512]; /* what of its file system is mounted: "/" but for a part of it */
    char point[512];
    char type[64];
    char source[256]; /* "/dev/loop0", "overlay", "tmpfs" */
    char upper[1024]; /* of an overlay: the directory that takes what is written, as whoever mounted
                         it named it; "" otherwise */
    char options[256]; /* of the file system, between commas */
};

/* Takes one line of /proc/PID/mountinfo; false where it is none. */
bool mount_parse(const char *line, struct mount *mount);

/* Finds the first mount of a device (of a file: its st_dev; of a block device: its st_rdev). Some
 * file systems (btrfs) give their files another number than mountinfo: false for these. */
bool mount_find(dev_t device, struct mount *mount);

/* The same in the mount namespace of another process. */
bool mount_find_of(const char *pid, dev_t device, struct mount *mount);

/* Is that device mounted at `point`, also where it is mounted elsewhere as well? */
bool mount_is_at(dev_t device, const char *point);

/* Is anything mounted at `point`? */
bool mount_point_is(const char *point);

#endif
