/* readback.c - reads the file again from end to end and checks the pattern of every block. */
#include "readback.h"

#include "common/cleanup.h"
#include "common/layout.h"
#include "common/pattern.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>

static int read_all(const struct measure *m, char *data, uint64_t bytes, uint64_t offset,
                    struct error *err) {
    for (uint64_t at = 0; at < bytes;) {
        ssize_t moved = pread(m->target->fd, data + at, bytes - at, (off_t)(offset + at));
        if (moved < 0 && errno == EINTR)
            continue;
        if (moved < 0)
            return error_errno(err, "%s: reading back offset %" PRIu64, m->options->path,
                               offset + at);
        if (moved == 0)
            return error_failed(err, "%s: reading back offset %" PRIu64 ": it ends there",
                                m->options->path, offset + at);
        at += (uint64_t)moved;
    }
    return 0;
}

static void check_block(struct measure *m, const char *data, uint64_t block, unsigned *job) {
    const struct blockio_options *o = m->options;
    while (block >= m->sequence[*job].plan.first + m->sequence[*job].plan.count)
        ++*job;
    uint64_t generation =
        m->target->laid_out ? sequence_generation_after(&m->sequence[*job], block) : PATTERN_ANY;
    struct error wrong = {0};
    if (pattern_check(data, o->block, block * o->block, o->seed, generation, &wrong) < 0 &&
        m->total.wrong++ == 0)
        m->total.first_wrong = wrong;
}

/* The page cache gives up only what is on the device already. */
static int settle(const struct measure *m, struct error *err) {
    if (blockio_write_percent(m->options) > 0 && fsync(m->target->fd) < 0)
        return error_errno(err, "%s: fsync(2)", m->options->path);
    posix_fadvise(m->target->fd, 0, 0, POSIX_FADV_DONTNEED);
    return 0;
}

int readback_check(struct measure *m, struct error *err) {
    if (settle(m, err) < 0)
        return -1;
    uint64_t size = m->target->size, block = m->options->block;
    uint64_t chunk;
    cleanup_free char *data = layout_buffer(block, &chunk, err);
    if (!data)
        return error_wrap(err, "reading back");
    unsigned job = 0;
    for (uint64_t at = 0; at < size; at += chunk) {
        uint64_t bytes = size - at < chunk ? size - at : chunk;
        if (read_all(m, data, bytes, at, err) < 0)
            return -1;
        for (uint64_t done = 0; done < bytes; done += block)
            check_block(m, data + done, (at + done) / block, &job);
    }
    return 0;
}
