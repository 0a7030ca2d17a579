/* device_holders.h - who else uses a block device. */
#ifndef VIRTAX_DEVICE_HOLDERS_H
#define VIRTAX_DEVICE_HOLDERS_H

#include "common/error.h"

#include <stddef.h>

/* Waits up to `timeout_s` until nobody holds the device: neither mounted nor claimed (O_EXCL,
 * open(2)), and open in no other process. The second is what finds a QEMU, which claims nothing.
 * The error names who holds it. What the page cache holds of it is dropped (BLKFLSBUF). */
int device_await_free(const char *device, double timeout_s, struct error *err);

/* The first other process that has the device open: "qemu-system-x86 (4711)"; "" where none is
 * found. Only root sees the processes of others. */
const char *device_opener(const char *device, char *buffer, size_t size);

#endif
