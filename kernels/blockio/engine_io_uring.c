/* engine_io_uring.c - io_uring through liburing, with everything on that the kernel has. */
#include "engine.h"

#include "common/cleanup.h"

#include <errno.h>
#include <liburing.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

/* What one registered buffer may hold (io_uring_register(2)). */
static const size_t buffer_most = (size_t)1 << 30;

struct engine {
    struct engine_setup setup;
    size_t fixed_bytes; /* of each registered buffer, whole blocks; the last may be shorter */
    struct io_uring ring;
    bool ring_open, fixed_file, fixed_buffers, registered_ring;
    unsigned flags;
};

/* Oldest first (io_uring_setup(2)). A kernel that lacks one lacks those after it, so the last is
 * given up first: each of them saves work, none changes what is measured. */
static const struct setup_flag {
    unsigned bit;
    const char *name;
} setup_flags[] = {
    {IORING_SETUP_SUBMIT_ALL, "submit_all"},
    {IORING_SETUP_COOP_TASKRUN, "coop_taskrun"},
    {IORING_SETUP_SINGLE_ISSUER, "single_issuer"},
    {IORING_SETUP_DEFER_TASKRUN, "defer_taskrun"},
};
enum { SETUP_FLAGS = sizeof setup_flags / sizeof *setup_flags };

static int cannot_set_up(int cause, struct error *err) {
    if (cause == EPERM || cause == EACCES)
        return error_unavailable(err,
                                 "io_uring_setup(2): %s; a seccomp profile (Docker's default "
                                 "is one) or kernel.io_uring_disabled forbids it",
                                 strerror(cause));
    if (cause == ENOSYS)
        return error_unavailable(err, "io_uring_setup(2): this kernel or sandbox does not have it");
    if (cause == ENOMEM)
        return error_unavailable(err, "io_uring_setup(2): no memory for the ring within "
                                      "RLIMIT_MEMLOCK; raise it with 'ulimit -l unlimited'");
    errno = cause;
    return error_errno(err, "io_uring_setup(2)");
}

static int set_up_ring(unsigned depth, struct io_uring *ring, unsigned *flags, struct error *err) {
    int result = -EINVAL;
    for (int count = SETUP_FLAGS; count >= 0 && result == -EINVAL; count--) {
        *flags = 0;
        for (int i = 0; i < count; i++)
            *flags |= setup_flags[i].bit;
        result = io_uring_queue_init(depth, ring, *flags);
    }
    return result < 0 ? cannot_set_up(-result, err) : 0;
}

static int io_uring_probe_here(struct error *err) {
    struct io_uring ring;
    unsigned flags;
    if (set_up_ring(1, &ring, &flags, err) < 0)
        return -1;
    io_uring_queue_exit(&ring);
    return 0;
}

/* As few and as large ones as the kernel takes. */
static int register_buffers(struct engine *e, struct error *err) {
    size_t block = e->setup.block, all = e->setup.depth * block;
    e->fixed_bytes = buffer_most / block * block;
    size_t count = (all + e->fixed_bytes - 1) / e->fixed_bytes;
    cleanup_free struct iovec *part = calloc(count, sizeof *part);
    if (!part)
        return error_errno(err, "--fixed-buffers");
    for (size_t i = 0; i < count; i++) {
        size_t begin = i * e->fixed_bytes, left = all - begin;
        part[i].iov_base = e->setup.buffers + begin;
        part[i].iov_len = left < e->fixed_bytes ? left : e->fixed_bytes;
    }
    int result = io_uring_register_buffers(&e->ring, part, (unsigned)count);
    e->fixed_buffers = result == 0;
    if (result == 0)
        return 0;
    struct rlimit limit = {0};
    getrlimit(RLIMIT_MEMLOCK, &limit);
    if (result == -ENOMEM)
        return error_unavailable(err,
                                 "--fixed-buffers: registering %zu bytes for each job: beyond "
                                 "RLIMIT_MEMLOCK, which is %llu; raise it with 'ulimit -l "
                                 "unlimited' or leave --fixed-buffers out",
                                 all, (unsigned long long)limit.rlim_cur);
    errno = -result;
    return error_errno(err, "--fixed-buffers: registering %zu bytes", all);
}

static int buffer_of(const struct engine *e, const struct request *request) {
    return (int)((size_t)(request->data - e->setup.buffers) / e->fixed_bytes);
}

/* The kernel tears a ring down some time after it was closed. What is registered with it is given
 * back here and now, so that the file system can be unmounted and the device be taken by others
 * as soon as this process is gone. */
static void io_uring_close_ring(struct engine *e) {
    if (e->fixed_file)
        io_uring_unregister_files(&e->ring);
    if (e->fixed_buffers)
        io_uring_unregister_buffers(&e->ring);
    if (e->ring_open)
        io_uring_queue_exit(&e->ring);
    free(e);
}

static struct engine *io_uring_open(const struct engine_setup *setup, struct error *err) {
    struct engine *e = calloc(1, sizeof *e);
    if (!e) {
        error_errno(err, "io_uring");
        return NULL;
    }
    e->setup = *setup;
    if (set_up_ring(setup->depth, &e->ring, &e->flags, err) == 0) {
        e->ring_open = true;
        /* Both only save work; the evidence says whether they are there. */
        e->registered_ring = io_uring_register_ring_fd(&e->ring) == 1;
        e->fixed_file = io_uring_register_files(&e->ring, &setup->fd, 1) == 0;
        if (!setup->fixed_buffers || register_buffers(e, err) == 0)
            return e;
    }
    io_uring_close_ring(e);
    return NULL;
}

/* The ring has room for all in flight, so there always is an entry. */
static void io_uring_queue_request(struct engine *e, struct request *request) {
    struct io_uring_sqe *sqe = io_uring_get_sqe(&e->ring);
    int fd = e->fixed_file ? 0 : e->setup.fd;
    unsigned bytes = (unsigned)e->setup.block;
    if (e->fixed_buffers && request->write)
        io_uring_prep_write_fixed(sqe, fd, request->data, bytes, request->offset,
                                  buffer_of(e, request));
    else if (e->fixed_buffers)
        io_uring_prep_read_fixed(sqe, fd, request->data, bytes, request->offset,
                                 buffer_of(e, request));
    else if (request->write)
        io_uring_prep_write(sqe, fd, request->data, bytes, request->offset);
    else
        io_uring_prep_read(sqe, fd, request->data, bytes, request->offset);
    if (e->fixed_file)
        sqe->flags |= IOSQE_FIXED_FILE;
    io_uring_sqe_set_data(sqe, request);
}

static int entered(int result, struct error *err) {
    if (result >= 0 || result == -EINTR || result == -ETIME || result == -EAGAIN ||
        result == -EBUSY)
        return 0;
    errno = -result;
    return error_errno(err, "io_uring_enter(2)");
}

static int io_uring_submit_batch(struct engine *e, struct error *err) {
    return entered(io_uring_submit(&e->ring), err);
}

static int io_uring_wait_done(struct engine *e, double most_s, struct request **done,
                              struct error *err) {
    int result;
    if (isfinite(most_s)) {
        struct __kernel_timespec limit = {.tv_sec = (int64_t)most_s};
        limit.tv_nsec = (long long)(1e9 * (most_s - (double)limit.tv_sec));
        struct io_uring_cqe *first;
        result = io_uring_submit_and_wait_timeout(&e->ring, &first, 1, &limit, NULL);
    } else {
        result = io_uring_submit_and_wait(&e->ring, 1);
    }
    if (entered(result, err) < 0)
        return -1;

    int count = 0;
    unsigned head;
    struct io_uring_cqe *cqe;
    io_uring_for_each_cqe(&e->ring, head, cqe) {
        done[count] = io_uring_cqe_get_data(cqe);
        done[count++]->result = cqe->res;
    }
    io_uring_cq_advance(&e->ring, (unsigned)count);
    return count;
}

static json_t *io_uring_evidence(const struct engine *e) {
    json_t *flags = json_array();
    for (int i = 0; i < SETUP_FLAGS; i++) {
        if (e->flags & setup_flags[i].bit)
            json_array_append_new(flags, json_string(setup_flags[i].name));
    }
    return json_pack("{s:o, s:b, s:b, s:b}", "io_uring_flags", flags, "fixed_buffers",
                     e->fixed_buffers, "fixed_file", e->fixed_file, "registered_ring",
                     e->registered_ring);
}

const struct engine_kind engine_io_uring = {
    .queues = true,
    .probe = io_uring_probe_here,
    .open = io_uring_open,
    .queue = io_uring_queue_request,
    .submit = io_uring_submit_batch,
    .wait = io_uring_wait_done,
    .evidence = io_uring_evidence,
    .close = io_uring_close_ring,
};
