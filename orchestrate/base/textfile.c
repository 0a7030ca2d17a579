/* textfile.c - writes a whole file, and removes it where that fails. */
#include "textfile.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

int file_write(const char *path, const void *bytes, size_t size, struct error *err) {
    FILE *file = fopen(path, "we");
    if (!file)
        return error_errno(err, "%s", path);
    bool written = fwrite(bytes, 1, size, file) == size;
    bool closed = fclose(file) == 0;
    if (!written || !closed) {
        error_errno(err, "%s", path);
        unlink(path);
        return -1;
    }
    return 0;
}
