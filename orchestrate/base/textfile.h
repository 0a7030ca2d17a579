/* textfile.h - whole files of bytes, for outputs that can be redrawn at any time. */
#ifndef VIRTAX_TEXTFILE_H
#define VIRTAX_TEXTFILE_H

#include "common/error.h"

#include <stddef.h>

/* Replaces the file; a full disk is an error, and no half of a file stays behind. */
int file_write(const char *path, const void *bytes, size_t size, struct error *err);

#endif
