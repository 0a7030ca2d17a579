/* engine_psync.c - pread(2) and pwrite(2), one at a time: the depth is the number of threads. */
#include "engine.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

struct engine {
    int fd;
    size_t block;
    struct request *queued;
};

static int psync_probe(struct error *err) {
    (void)err;
    return 0;
}

static struct engine *psync_open(const struct engine_setup *setup, struct error *err) {
    struct engine *e = calloc(1, sizeof *e);
    if (!e)
        error_errno(err, "psync");
    else
        *e = (struct engine){.fd = setup->fd, .block = setup->block};
    return e;
}

static void psync_queue(struct engine *e, struct request *request) {
    e->queued = request;
}

static int psync_submit(struct engine *e, struct error *err) {
    (void)e, (void)err;
    return 0;
}

static int psync_wait(struct engine *e, double most_s, struct request **done, struct error *err) {
    (void)most_s, (void)err;
    struct request *request = e->queued;
    if (!request)
        return 0;
    ssize_t moved;
    do {
        moved = request->write ? pwrite(e->fd, request->data, e->block, (off_t)request->offset)
                               : pread(e->fd, request->data, e->block, (off_t)request->offset);
    } while (moved < 0 && errno == EINTR);
    request->result = moved < 0 ? -errno : moved;
    e->queued = NULL;
    done[0] = request;
    return 1;
}

static json_t *psync_evidence(const struct engine *e) {
    (void)e;
    return json_pack("{s:b}", "fixed_buffers", 0);
}

static void psync_close(struct engine *e) {
    free(e);
}

const struct engine_kind engine_psync = {
    .queues = false,
    .probe = psync_probe,
    .open = psync_open,
    .queue = psync_queue,
    .submit = psync_submit,
    .wait = psync_wait,
    .evidence = psync_evidence,
    .close = psync_close,
};
