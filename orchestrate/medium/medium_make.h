/* medium_make.h - the inside of a medium, and how each kind comes to be. Private to this room. */
#ifndef VIRTAX_MEDIUM_MAKE_H
#define VIRTAX_MEDIUM_MAKE_H

#include "base/journal.h"
#include "medium.h"

#include <limits.h>
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

enum { MEDIUM_THINGS = 5 }; /* file, loop device, directory, its bind, mount */

struct medium {
    enum medium_kind kind;
    char device[256];         /* "" of a directory */
    char file[PATH_MAX];      /* below a loop device, else "" */
    char directory[PATH_MAX]; /* where the medium is mounted, or the directory that is one */
    uint64_t size;            /* bytes; 0 of a directory */
    struct journal *journal;
    int thing[MEDIUM_THINGS]; /* ids in the journal in the order of making; -1: none */
    struct handover handover;
    struct attachment attachment; /* of the last hand-over */
    char aio[16];                 /* the way that QEMU chose at the last hand-over; "" before any */
    char guest_device[64];        /* the disk as the guest of the last hand-over names it */
    json_t *facts;                /* what medium_describe tells of the making */
};

/* Is the device free, without data (or named by destroy_data), and as large as asked for? Fills
 * *size, all bytes of it. STATUS_USAGE where not; changes nothing. */
int medium_look_at_device(const struct medium_spec *spec, uint64_t *size, struct error *err);

/* Makes what the spec says, up to the ext4 in it; what was made before a failure is in `thing`. */
int medium_make(struct medium *medium, const struct medium_spec *spec, struct error *err);

#endif
