/* durable.h - bytes that are still there after a crash. Both fill no message: errno says why, and
 * the caller knows what the bytes were. */
#ifndef VIRTAX_DURABLE_H
#define VIRTAX_DURABLE_H

#include <stddef.h>

/* Writes all bytes, over short writes and interruptions. */
int write_fully(int fd, const char *bytes, size_t size);

/* Syncs the directory that holds `path`, so that its new name survives. */
int sync_directory_of(const char *path);

#endif
