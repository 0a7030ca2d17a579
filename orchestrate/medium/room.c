/* room.c - compares what is needed with what statvfs(3) says is free. */
#include "room.h"

#include "common/units.h"

#include <sys/statvfs.h>

int room_check(const char *directory, const char *what, uint64_t size, uint64_t needed,
               const char *mend, bool *known, struct error *err) {
    char asked[32], left[32];
    struct statvfs system;
    if (statvfs(directory, &system) < 0)
        return error_errno(err, "%s", directory);
    uint64_t free = system.f_bavail * system.f_frsize;
    if (known)
        *known = system.f_blocks > 0;
    if (system.f_blocks == 0 || needed <= free)
        return 0;
    return error_failed(err, "%s: no space for %s of %s, %s are free; %s", directory, what,
                        format_size(size, asked, sizeof asked),
                        format_size(free, left, sizeof left), mend);
}
