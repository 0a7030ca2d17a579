/* engine_libaio.c - Linux native asynchronous I/O by its system calls (io_submit(2)): what fio
 * calls libaio, without the library, which adds nothing but their names. */
#include "engine.h"

#include "common/cleanup.h"
#include "common/clock.h"

#include <errno.h>
#include <linux/aio_abi.h>
#include <math.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

struct engine {
    struct engine_setup setup;
    aio_context_t context;
    struct iocb *block;         /* one for each slot of the buffers */
    struct iocb **batch;        /* those queued */
    struct io_event *event;     /* room for all in flight */
    unsigned queued, in_flight; /* in_flight: handed over, not yet back */
};

static int setup_context(unsigned depth, aio_context_t *context, struct error *err) {
    *context = 0;
    if (syscall(SYS_io_setup, depth, context) == 0)
        return 0;
    if (errno == EAGAIN)
        return error_unavailable(err,
                                 "io_setup(2): %u events are beyond what is left of the "
                                 "system's; raise it with 'sysctl -w fs.aio-max-nr=1048576'",
                                 depth);
    if (errno == EPERM || errno == ENOSYS)
        return error_unavailable(err,
                                 "io_setup(2): %s; a seccomp profile or this kernel forbids "
                                 "it: take --engine=psync",
                                 strerror(errno));
    return error_errno(err, "io_setup(2)");
}

static int libaio_probe(struct error *err) {
    aio_context_t context;
    if (setup_context(1, &context, err) < 0)
        return -1;
    syscall(SYS_io_destroy, context);
    return 0;
}

static void libaio_close(struct engine *e) {
    if (e->context)
        syscall(SYS_io_destroy, e->context);
    free(e->block);
    free(e->batch);
    free(e->event);
    free(e);
}

static struct engine *libaio_open(const struct engine_setup *setup, struct error *err) {
    struct engine *e = calloc(1, sizeof *e);
    if (!e) {
        error_errno(err, "libaio");
        return NULL;
    }
    e->setup = *setup;
    e->block = calloc(setup->depth, sizeof *e->block);
    e->batch = calloc(setup->depth, sizeof(struct iocb *));
    e->event = calloc(setup->depth, sizeof *e->event);
    if (!e->block || !e->batch || !e->event)
        error_errno(err, "libaio: %u requests", setup->depth);
    else if (setup_context(setup->depth, &e->context, err) == 0)
        return e;
    libaio_close(e);
    return NULL;
}

static void libaio_queue(struct engine *e, struct request *request) {
    struct iocb *block = &e->block[(size_t)(request->data - e->setup.buffers) / e->setup.block];
    *block = (struct iocb){
        .aio_data = (uintptr_t)request,
        .aio_lio_opcode = request->write ? IOCB_CMD_PWRITE : IOCB_CMD_PREAD,
        .aio_fildes = (uint32_t)e->setup.fd,
        .aio_buf = (uintptr_t)request->data,
        .aio_nbytes = e->setup.block,
        .aio_offset = (int64_t)request->offset,
    };
    e->batch[e->queued++] = block;
}

/* io_submit may take only the first of a batch, or none (EAGAIN) while others are in flight: the
 * rest stays queued and is offered again with the next wait. */
static int libaio_submit(struct engine *e, struct error *err) {
    while (e->queued > 0) {
        long taken = syscall(SYS_io_submit, e->context, (long)e->queued, e->batch);
        if (taken < 0 && errno == EINTR)
            continue;
        if (taken < 0 && errno == EAGAIN && e->in_flight > 0)
            return 0;
        if (taken <= 0)
            return error_errno(err, "io_submit(2)");
        e->queued -= (unsigned)taken;
        e->in_flight += (unsigned)taken;
        memmove(e->batch, e->batch + taken, e->queued * sizeof(struct iocb *));
    }
    return 0;
}

static int libaio_wait(struct engine *e, double most_s, struct request **done, struct error *err) {
    if (libaio_submit(e, err) < 0)
        return -1;
    struct timespec limit = clock_timespec(isfinite(most_s) ? most_s : 0);
    long count = syscall(SYS_io_getevents, e->context, 1L, (long)e->setup.depth, e->event,
                         isfinite(most_s) ? &limit : NULL);
    if (count < 0 && errno == EINTR)
        return 0;
    if (count < 0)
        return error_errno(err, "io_getevents(2)");
    for (long i = 0; i < count; i++) {
        done[i] = (struct request *)(uintptr_t)e->event[i].data;
        done[i]->result = e->event[i].res;
    }
    e->in_flight -= (unsigned)count;
    return (int)count;
}

static json_t *libaio_evidence(const struct engine *e) {
    (void)e;
    return json_pack("{s:b}", "fixed_buffers", 0);
}

const struct engine_kind engine_libaio = {
    .queues = true,
    .probe = libaio_probe,
    .open = libaio_open,
    .queue = libaio_queue,
    .submit = libaio_submit,
    .wait = libaio_wait,
    .evidence = libaio_evidence,
    .close = libaio_close,
};
