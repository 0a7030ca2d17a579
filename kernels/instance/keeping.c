/* keeping.c - writes a pattern, and reads it back. */
#include "keeping.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "common/layout.h"
#include "common/mix.h"
#include "common/pattern.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 4096 };

/* Not /tmp, which is in memory on many systems (hier(7)). */
static int open_unnamed(struct error *err) {
    struct stat status;
    const char *directory = stat("/var/tmp", &status) == 0 ? "/var/tmp" : "";
    char path[64];
    snprintf(path, sizeof path, "%s/.virtax-instance-XXXXXX", directory);
    int file = mkostemp(path, O_CLOEXEC);
    if (file < 0)
        return error_errno(err, "a file in %s/", directory);
    if (unlink(path) == 0)
        return file;
    error_errno(err, "%s", path);
    close(file);
    return -1;
}

int keeping_take(struct keeping *keeping, uint64_t bytes, struct error *err) {
    if (bytes == 0)
        return 0;
    int file = open_unnamed(err);
    if (file < 0)
        return error_wrap(err, "--disk");
    *keeping =
        (struct keeping){.file = file,
                         .bytes = (bytes + BLOCK - 1) / BLOCK * BLOCK,
                         .seed = mix_pair((uint64_t)getpid(), (uint64_t)(1e9 * clock_now()))};
    return layout_write(file, keeping->bytes, BLOCK, keeping->seed, true, err) < 0
               ? error_wrap(err, "--disk")
               : 0;
}

int keeping_check(const struct keeping *keeping, struct error *err) {
    uint64_t chunk;
    cleanup_free char *data = layout_buffer(BLOCK, &chunk, err);
    if (!data)
        return -1;
    for (uint64_t at = 0; at < keeping->bytes; at += chunk) {
        size_t bytes = keeping->bytes - at < chunk ? keeping->bytes - at : chunk;
        if (pread(keeping->file, data, bytes, (off_t)at) != (ssize_t)bytes)
            return error_errno(err, "reading at offset %ju", (uintmax_t)at);
        if (pattern_check(data, bytes, at, keeping->seed, 0, err) < 0)
            return -1;
    }
    return 0;
}

void keeping_release(struct keeping *keeping) {
    if (keeping->file > 0)
        close(keeping->file);
    *keeping = (struct keeping){0};
}
