/* disk_convert.h - compressed images unpacked before anything is timed. */
#ifndef VIRTAX_DISK_CONVERT_H
#define VIRTAX_DISK_CONVERT_H

#include "base/journal.h"
#include "common/error.h"

/* The raw copy of a compressed qcow2 image, in `vm_build`/unpacked under its sha256; made where it
 * is not there yet, and kept for later runs. Half of a copy stands in the journal and goes with the
 * run that made it. Free the path; NULL and an error on failure. */
char *disk_unpacked(const char *vm_build, const char *path, const char *sha256,
                    struct journal *journal, struct error *err);

#endif
