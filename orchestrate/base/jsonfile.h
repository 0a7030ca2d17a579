/* jsonfile.h - JSON documents on disk, whole or not at all. */
#ifndef VIRTAX_JSONFILE_H
#define VIRTAX_JSONFILE_H

#include "common/error.h"

#include <jansson.h>

/* Writes to a temporary file beside `path`, syncs it, renames it and syncs the directory: after a
 * crash the old or the new document is there, never half of one. Numbers with 17 digits. */
int json_write_file(const char *path, const json_t *json, struct error *err);

/* Reads a whole document; NULL with "PATH:LINE: cause" on failure. */
json_t *json_read_file(const char *path, struct error *err);

#endif
