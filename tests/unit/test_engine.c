/* test_engine.c - every engine moves the right bytes; the choice among them where one is denied. */
#include "blockio/engine.h"
#include "common/cleanup.h"
#include "in_child.h"
#include "needs.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <cmocka.h>

enum { DEPTH = 8, BLOCK = 4096, BYTES = DEPTH * BLOCK };

static bool usable(enum engine_name name) {
    struct error err = {0};
    if (engine_kind(name)->probe(&err) == 0)
        return true;
    print_message("%s: not here: %s\n", engine_names[name], err.text);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    return false;
}

/* Carries out `count` requests with as many in flight as the engine takes. */
static void carry_out(const struct engine_kind *kind, struct engine *engine,
                      struct request *request, unsigned count) {
    unsigned room = kind->queues ? count : 1;
    for (unsigned first = 0; first < count; first += room) {
        struct error err = {0};
        struct request *done[DEPTH];
        for (unsigned i = 0; i < room; i++)
            kind->queue(engine, &request[first + i]);
        assert_int_equal(kind->submit(engine, &err), 0);
        for (unsigned back = 0; back < room;) {
            int some = kind->wait(engine, INFINITY, done, &err);
            assert_in_range(some, 0, room - back);
            back += (unsigned)some;
        }
    }
}

static void check_engine(enum engine_name name, bool fixed_buffers) {
    if (!usable(name))
        return;
    const struct engine_kind *kind = engine_kind(name);
    cleanup_free char *buffers = aligned_alloc(BLOCK, BYTES);
    cleanup_free char *seen = malloc(BYTES);
    cleanup_close int fd = open(scratch_path("blocks"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(buffers && seen && fd >= 0);
    struct error err = {0};
    struct engine_setup setup = {.fd = fd,
                                 .depth = kind->queues ? DEPTH : 1,
                                 .block = BLOCK,
                                 .buffers = buffers,
                                 .fixed_buffers = fixed_buffers};
    struct engine *engine = kind->open(&setup, &err);
    assert_string_equal(err.text, "");
    assert_non_null(engine);

    struct request request[DEPTH];
    for (int i = 0; i < DEPTH; i++) {
        memset(buffers + i * BLOCK, 'a' + i, BLOCK);
        request[i] = (struct request){.write = true,
                                      .offset = (uint64_t)(DEPTH - 1 - i) * BLOCK,
                                      .data = buffers + i * BLOCK};
    }
    carry_out(kind, engine, request, DEPTH);
    assert_int_equal(pread(fd, seen, BYTES, 0), BYTES);
    for (int i = 0; i < DEPTH; i++) {
        assert_int_equal(request[i].result, BLOCK);
        assert_int_equal(seen[i * BLOCK], 'a' + DEPTH - 1 - i);
        assert_int_equal(seen[i * BLOCK + BLOCK - 1], 'a' + DEPTH - 1 - i);
        request[i] = (struct request){.offset = (uint64_t)i * BLOCK, .data = buffers + i * BLOCK};
    }
    memset(buffers, 0, BYTES);
    carry_out(kind, engine, request, DEPTH);
    assert_memory_equal(buffers, seen, BYTES);

    struct request beyond = {.offset = BYTES, .data = buffers};
    carry_out(kind, engine, &beyond, 1);
    assert_int_equal(beyond.result, 0);
    kind->close(engine);
}

static void io_uring_moves_the_right_bytes(void **state) {
    (void)state;
    check_engine(ENGINE_IO_URING, false);
    check_engine(ENGINE_IO_URING, true);
}

/* More than one registered buffer may hold; the same memory over and over, since it is much. */
static void many_large_buffers_can_be_registered(void **state) {
    (void)state;
    enum { MIB = 1 << 20, PIECE = 64 * MIB };
    const unsigned depth = 2048;
    const size_t all = (size_t)depth * MIB;
    if (!usable(ENGINE_IO_URING))
        skip();
    cleanup_close int memory = memfd_create("buffers", MFD_CLOEXEC);
    cleanup_close int fd = open(scratch_path("blocks"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    char *buffers = mmap(NULL, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_true(memory >= 0 && fd >= 0 && buffers != MAP_FAILED && ftruncate(memory, PIECE) == 0);
    for (size_t at = 0; at < all; at += PIECE)
        assert_true(mmap(buffers + at, PIECE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
                         memory, 0) != MAP_FAILED);
    struct error err = {0};
    struct engine_setup setup = {
        .fd = fd, .depth = depth, .block = MIB, .buffers = buffers, .fixed_buffers = true};
    struct engine *engine = engine_io_uring.open(&setup, &err);
    if (!engine && err.status == STATUS_UNAVAILABLE)
        skip(); /* RLIMIT_MEMLOCK */
    assert_string_equal(err.text, "");
    struct request last = {.write = true, .data = buffers + all - MIB};
    memset(last.data, 'z', MIB);
    carry_out(&engine_io_uring, engine, &last, 1);
    assert_int_equal(last.result, MIB);
    engine_io_uring.close(engine);
    munmap(buffers, all);
}

static void libaio_moves_the_right_bytes(void **state) {
    (void)state;
    check_engine(ENGINE_LIBAIO, false);
}

static void psync_moves_the_right_bytes(void **state) {
    (void)state;
    check_engine(ENGINE_PSYNC, false);
}

static const uint64_t beyond_any_file = (UINT64_C(1) << 63) - (1 << 20);

static void failures_come_back_as_results(void **state) {
    (void)state;
    cleanup_close int fd = open(scratch_path("blocks"), O_RDWR | O_CREAT, 0600);
    cleanup_free char *buffer = aligned_alloc(BLOCK, BLOCK);
    assert_true(fd >= 0 && buffer);
    for (int name = 0; name < ENGINES; name++) {
        if (!usable((enum engine_name)name))
            continue;
        const struct engine_kind *kind = engine_kind((enum engine_name)name);
        struct engine_setup setup = {.fd = fd, .depth = 1, .block = BLOCK, .buffers = buffer};
        struct engine *engine = kind->open(&setup, NULL);
        struct request request = {.write = true, .offset = beyond_any_file, .data = buffer};
        assert_non_null(engine);
        carry_out(kind, engine, &request, 1);
        assert_int_equal(request.result, -EFBIG);
        kind->close(engine);
    }
}

static void waiting_ends_in_time(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    cleanup_free char *buffer = aligned_alloc(BLOCK, BLOCK);
    if (!usable(ENGINE_IO_URING))
        skip();
    struct engine_setup setup = {.fd = ends[0], .depth = 1, .block = BLOCK, .buffers = buffer};
    struct engine *engine = engine_io_uring.open(&setup, NULL);
    struct request request = {.data = buffer}, *done[1];
    assert_non_null(engine);
    engine_io_uring.queue(engine, &request);
    assert_int_equal(engine_io_uring.wait(engine, 0.01, done, NULL), 0); /* nobody writes */
    assert_int_equal(write(ends[1], buffer, BLOCK), BLOCK);
    assert_int_equal(engine_io_uring.wait(engine, INFINITY, done, NULL), 1);
    assert_ptr_equal(done[0], &request);
    engine_io_uring.close(engine);
    close(ends[0]);
    close(ends[1]);
}

/* Denies one or two system calls with EPERM to this process, for good (seccomp(2)). */
static int deny(unsigned first, unsigned second) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, first, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, second, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
                   prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0
               ? -1
               : 0;
}

static bool auto_is(enum engine_name expected, const char *first, const char *second) {
    enum engine_name chosen;
    char why[1024];
    struct error err = {0};
    bool right = engine_choose(ENGINE_AUTO, &chosen, why, sizeof why, &err) == 0 &&
                 chosen == expected && strstr(why, first) && strstr(why, second);
    if (!right)
        printf("chosen %s: %s %s\n", engine_names[chosen], why, err.text);
    return right;
}

static bool without_io_uring(void) {
    struct error err = {0};
    enum engine_name chosen;
    char why[1024];
    return deny(SYS_io_uring_setup, SYS_io_uring_setup) == 0 &&
           auto_is(ENGINE_LIBAIO, "io_uring: io_uring_setup(2): Operation not permitted",
                   "seccomp") &&
           engine_choose(ENGINE_IO_URING, &chosen, why, sizeof why, &err) < 0 &&
           err.status == STATUS_UNAVAILABLE && strstr(err.text, "--engine=io_uring: ") &&
           strstr(err.text, "or take --engine=libaio (virtax run: --set engine=libaio)");
}

static bool without_both(void) {
    return deny(SYS_io_uring_setup, SYS_io_setup) == 0 &&
           auto_is(ENGINE_PSYNC, "io_uring: io_uring_setup(2)", "libaio: io_setup(2)");
}

static void auto_falls_back_where_io_uring_is_denied(void **state) {
    (void)state;
    if (!usable(ENGINE_LIBAIO))
        skip();
    assert_in_child(without_io_uring);
}

static void auto_falls_back_to_psync(void **state) {
    (void)state;
    assert_in_child(without_both);
}

static void auto_takes_the_first_that_works(void **state) {
    (void)state;
    if (!usable(ENGINE_IO_URING))
        skip();
    assert_true(auto_is(ENGINE_IO_URING, "the first choice", ""));
}

/* Without the capability to lock what one likes, as in most containers. */
static bool memory_lock_is_too_small(void) {
    struct rlimit none = {0, 0};
    char *buffers = aligned_alloc(BLOCK, BYTES);
    struct engine_setup setup = {.fd = STDIN_FILENO,
                                 .depth = DEPTH,
                                 .block = BLOCK,
                                 .buffers = buffers,
                                 .fixed_buffers = true};
    struct error err = {0};
    return setrlimit(RLIMIT_MEMLOCK, &none) == 0 && setuid(65534) == 0 && buffers &&
           !engine_io_uring.open(&setup, &err) && err.status == STATUS_UNAVAILABLE &&
           strstr(err.text, "RLIMIT_MEMLOCK") != NULL;
}

static void locked_memory_is_asked_for(void **state) {
    (void)state;
    needs_root();
    if (!usable(ENGINE_IO_URING))
        skip();
    assert_in_child(memory_lock_is_too_small);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(io_uring_moves_the_right_bytes),
        cmocka_unit_test(many_large_buffers_can_be_registered),
        cmocka_unit_test(libaio_moves_the_right_bytes),
        cmocka_unit_test(psync_moves_the_right_bytes),
        cmocka_unit_test(failures_come_back_as_results),
        cmocka_unit_test(waiting_ends_in_time),
        cmocka_unit_test(auto_falls_back_where_io_uring_is_denied),
        cmocka_unit_test(auto_falls_back_to_psync),
        cmocka_unit_test(auto_takes_the_first_that_works),
        cmocka_unit_test(locked_memory_is_asked_for),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
