/* cpio.h - members of an initramfs, in cpio's format "newc" (Linux
 * Documentation/driver-api/early-userspace/buffer-format.rst). */
#ifndef VIRTAX_CPIO_H
#define VIRTAX_CPIO_H

#include <stddef.h>
#include <stdio.h>

/* Fills up to the next member's beginning. -1 where writing fails, as below. */
int cpio_pad(FILE *out);

/* One member; `mode` as of stat(2). */
int cpio_member(FILE *out, unsigned mode, const char *name, const void *content, size_t size);

/* After the last one. */
int cpio_end(FILE *out);

#endif
