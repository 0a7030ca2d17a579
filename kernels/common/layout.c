/* layout.c - reserves a file's room, then writes all of it, synced, in large chunks. */
#include "common/layout.h"

#include "common/cleanup.h"
#include "common/pattern.h"
#include "common/units.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

static const uint64_t chunk_least = UINT64_C(1) << 20;
enum { PAGE = 4096 };

static int no_room(uint64_t size, uint64_t free, struct error *err) {
    char needed[32], left[32];
    return error_failed(err, "no space: %s more are needed, %s are free; take a smaller size",
                        format_size(size, needed, sizeof needed),
                        format_size(free, left, sizeof left));
}

/* Asks for the room first: too little shows before anything is written, and extents are as long as
 * they can be. Looked at even before, so that a hopeless request takes no room from others. */
static int reserve_room(int fd, uint64_t size, struct error *err) {
    struct statvfs system;
    struct stat status;
    if (fstatvfs(fd, &system) < 0 || fstat(fd, &status) < 0)
        return error_errno(err, "its room");
    uint64_t has = (uint64_t)status.st_blocks * 512, free = system.f_bavail * system.f_frsize;
    uint64_t needs = size > has ? size - has : 0;
    if (needs > free)
        return no_room(needs, free, err);
    if (fallocate(fd, 0, 0, (off_t)size) == 0 || errno == EOPNOTSUPP)
        return 0;
    return errno == ENOSPC ? no_room(needs, free, err) : error_errno(err, "fallocate(2)");
}

static int write_all(int fd, const char *data, uint64_t bytes, uint64_t offset, struct error *err) {
    uint64_t at = 0;
    while (at < bytes) {
        ssize_t moved = pwrite(fd, data + at, bytes - at, (off_t)(offset + at));
        if (moved < 0 && errno == EINTR)
            continue;
        if (moved < 0)
            return error_errno(err, "write at offset %" PRIu64, offset + at);
        if (moved == 0)
            return error_failed(err, "write at offset %" PRIu64 ": nothing taken", offset + at);
        at += (uint64_t)moved;
    }
    return 0;
}

char *layout_buffer(uint64_t block, uint64_t *bytes, struct error *err) {
    *bytes = block > chunk_least ? block : chunk_least / block * block;
    char *data = aligned_alloc(PAGE, (*bytes + PAGE - 1) / PAGE * PAGE);
    if (!data)
        error_errno(err, "a buffer of %" PRIu64 " bytes", *bytes);
    return data;
}

int layout_write(int fd, uint64_t size, uint64_t block, uint64_t seed, bool reserve,
                 struct error *err) {
    if (reserve && reserve_room(fd, size, err) < 0)
        return -1;
    uint64_t chunk;
    cleanup_free char *data = layout_buffer(block, &chunk, err);
    if (!data)
        return -1;
    for (uint64_t at = 0; at < size; at += chunk) {
        uint64_t bytes = size - at < chunk ? size - at : chunk;
        pattern_fill(data, bytes, at, seed, 0);
        if (write_all(fd, data, bytes, at, err) < 0)
            return -1;
    }
    if (fsync(fd) < 0)
        return error_errno(err, "fsync(2)");
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED); /* advice only: evidence says "direct" or not */
    return 0;
}
