/* durable.h - bytes in files: all of them or an error, there after a crash, known by their digest.
 */
#ifndef VIRTAX_DURABLE_H
#define VIRTAX_DURABLE_H

#include "common/error.h"

#include <stddef.h>

/* Writes all bytes, over short writes and interruptions. */
int write_fully(int fd, const char *bytes, size_t size);

/* Syncs the directory that holds `path`, so that its new name survives. */
int sync_directory_of(const char *path);

/* Replaces the file; a full disk is an error, and no half of a file stays behind. */
int file_write(const char *path, const void *bytes, size_t size, struct error *err);

/* sha256 of a file as text. */
int file_sha256(const char *path, char digest[65], struct error *err);

#endif
