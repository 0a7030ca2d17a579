/* target.h - the file or device that is read and written: opened, refused, or laid out. */
#ifndef VIRTAX_BLOCKIO_TARGET_H
#define VIRTAX_BLOCKIO_TARGET_H

#include "blockio/options.h"
#include "common/extents.h"
#include "common/mount.h"

#include <limits.h>

struct target {
    char unfinished[PATH_MAX]; /* the name of a new file until it is laid out; "": none */
    int fd;
    bool device;
    bool made;     /* the file was not there before */
    bool laid_out; /* this run wrote all of it before timing, as generation 0 */
    uint64_t size; /* what is used of it */
    struct extents extents;
    struct mount mount; /* that the file is on; empty where not told */
};

/* Opens options->path and makes sure that all of it can be read: a new file, one that a writing
 * run finds with holes, all that --verify is to write and a device that --destroy-data names are
 * written in full and synced. STATUS_USAGE for what is too small or must not be written,
 * STATUS_UNAVAILABLE where the file system cannot do what is asked. A file that could not be made
 * in full is removed; nothing else ever is. */
int target_open(const struct blockio_options *options, struct target *target, struct error *err);

/* Closes it and, where --remove asks for it, removes the file that this run made. */
void target_close(const struct blockio_options *options, struct target *target);

#endif
