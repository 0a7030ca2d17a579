/* file_sha256.c - libmd's SHA256File, with an error. */
#include "base/file_sha256.h"

#include <sha256.h>

int file_sha256(const char *path, char digest[65], struct error *err) {
    if (!SHA256File(path, digest))
        return error_errno(err, "%s: sha256", path);
    return 0;
}
