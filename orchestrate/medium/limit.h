/* limit.h - a rate that a block device is held to, by the block throttle of this process' control
 * group: what its children ask of the device waits, reads and writes each by themselves. For
 * calibrations (docs/method.md). Sources: Linux Documentation/admin-guide/cgroup-v2.rst (io.max)
 * and cgroup-v1/blkio-controller.rst. */
#ifndef VIRTAX_MEDIUM_LIMIT_H
#define VIRTAX_MEDIUM_LIMIT_H

#include "base/journal.h"

#include <sys/types.h>

/* Can devices be limited here? STATUS_UNAVAILABLE with the cause where the group has no throttle.
 * `root` is the tree below which it is looked for, "" on a live machine. */
int limit_probe(const char *root, struct error *err);

struct limit {
    struct journal *journal;
    size_t count;
    int thing[3]; /* ids in the journal */
};

/* Limits the device to so many bytes a second each way. limit_lift in every case; it is safe on a
 * zeroed limit. */
int limit_set(const char *root, dev_t device, double bytes_per_s, struct journal *journal,
              struct limit *limit, struct error *err);
int limit_lift(struct limit *limit, struct error *err);

#endif
