/* disk_image.h - what a user's disk image is: its format, and the firmware that boots it;
 * compressed ones are unpacked before anything is timed. */
#ifndef VIRTAX_DISK_IMAGE_H
#define VIRTAX_DISK_IMAGE_H

#include "base/journal.h"

#include <stdbool.h>

struct disk_image {
    const char *format;   /* "raw" or "qcow2", a constant */
    bool compressed;      /* qcow2 clusters that every read would have to unpack */
    const char *firmware; /* "bios", "uefi", or "none" where a kernel is given: a constant */
};

/* Looks into an image: `qemu-img info` tells the format (never the name), its first sectors how it
 * boots. Where it does not boot by its `own_loader`, it need only be a disk or a file system.
 * STATUS_USAGE for what is no image, for other formats, and for a qcow2 that needs other files
 * (backing or data file: the digest in the plan would not cover them) or a password. */
int disk_image_inspect(const char *path, bool own_loader, struct disk_image *image,
                       struct error *err);

/* The raw copy of a compressed qcow2 image, in `vm_build`/unpacked under its sha256; made where it
 * is not there yet, and kept for later runs. Half of a copy stands in the journal and goes with the
 * run that made it. Free the path; NULL and an error on failure. */
char *disk_unpacked(const char *vm_build, const char *path, const char *sha256,
                    struct journal *journal, struct error *err);

#endif
