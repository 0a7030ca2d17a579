/* file_sha256.h - the digest by which files are known. */
#ifndef VIRTAX_FILE_SHA256_H
#define VIRTAX_FILE_SHA256_H

#include "common/error.h"

/* sha256 of a file as text. */
int file_sha256(const char *path, char digest[65], struct error *err);

#endif
