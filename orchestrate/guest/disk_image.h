/* disk_image.h - what a user's disk image is: its format, and the firmware that boots it. */
#ifndef VIRTAX_DISK_IMAGE_H
#define VIRTAX_DISK_IMAGE_H

#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>

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

enum { DISK_HEAD = 64 << 10 }; /* MBR, GPT header and its 128 entries, with room */

/* The firmware that a disk with these first DISK_HEAD bytes boots by: "uefi" where there is an EFI
 * system partition, but neither code in the MBR nor a BIOS boot partition; otherwise "bios" (hybrid
 * images boot by either). NULL where there is no partition table. UEFI specification 2.10, section
 * 5; on machines other than x86-64 always "uefi". */
const char *disk_firmware(const unsigned char head[DISK_HEAD]);

#endif
