/* extents.c - asks FS_IOC_FIEMAP which parts of a file lie on its device. */
#include "common/extents.h"

#include "common/cleanup.h"

#include <errno.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

enum { AT_ONCE = 256 };

/* Adds what one extent holds of the range up to `size`; returns where it ends. */
static uint64_t add_extent(const struct fiemap_extent *extent, uint64_t size,
                           struct extents *extents) {
    uint64_t end = extent->fe_logical + extent->fe_length;
    uint64_t within = end < size ? end : size;
    extents->count++;
    if (!(extent->fe_flags & FIEMAP_EXTENT_UNWRITTEN) && within > extent->fe_logical)
        extents->missing_bytes -= within - extent->fe_logical;
    return end;
}

int extents_examine(int fd, uint64_t size, struct extents *extents, struct error *err) {
    *extents = (struct extents){.missing_bytes = size};
    cleanup_free struct fiemap *map =
        calloc(1, sizeof *map + AT_ONCE * sizeof(struct fiemap_extent));
    if (!map)
        return error_errno(err, "the extents of a file");
    uint64_t at = 0;
    bool last = false;
    while (!last && at < size) {
        *map = (struct fiemap){.fm_start = at,
                               .fm_length = size - at,
                               .fm_flags = FIEMAP_FLAG_SYNC,
                               .fm_extent_count = AT_ONCE};
        if (ioctl(fd, FS_IOC_FIEMAP, map) < 0)
            return errno == EOPNOTSUPP || errno == ENOTTY || errno == EINVAL
                       ? 0
                       : error_errno(err, "the extents of a file");
        last = map->fm_mapped_extents == 0;
        for (unsigned i = 0; i < map->fm_mapped_extents; i++) {
            at = add_extent(&map->fm_extents[i], size, extents);
            last = last || map->fm_extents[i].fe_flags & FIEMAP_EXTENT_LAST;
        }
    }
    extents->known = true;
    return 0;
}
