/* loop_device.h - a block device out of a file that is really there: written from end to end, and
 * read and written past the host's page cache (loop(4); LOOP_CONFIGURE, Linux 5.8). */
#ifndef VIRTAX_LOOP_DEVICE_H
#define VIRTAX_LOOP_DEVICE_H

#include "base/journal.h"

#include <stdbool.h>
#include <stdint.h>

struct loop_device {
    char path[32];         /* "/dev/loop0" */
    bool direct_io;        /* as /sys/block/loopN/loop/dio tells */
    uint64_t sector_bytes; /* logical */
    int id;                /* in the journal */
};

/* Attaches a free loop device to the file, with direct I/O where the file's system takes it;
 * listed in the journal before. STATUS_UNAVAILABLE where loop devices are not ours to use. */
int loop_attach(const char *file, struct journal *journal, struct loop_device *loop,
                struct error *err);

#endif
