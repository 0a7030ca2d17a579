/* test_blockio.c - whole runs on a small file: laid out, measured, verified, refused. */
#include "blockio/readback.h"
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/pattern.h"
#include "scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { SIZE = 1 << 20, BLOCK = 4096, JOBS = 3, DEPTH = 4 };

/* Through the page cache, since the scratch directory may be in memory. */
static struct blockio_options options_for(const char *name, int rw) {
    return (struct blockio_options){
        .path = scratch_path(name),
        .size = SIZE,
        .rw = rw,
        .rwmix = 70,
        .block = BLOCK,
        .depth = DEPTH,
        .seed = 7,
        .common = {.threads = JOBS, .time_s = 0.25, .hugepages = HUGEPAGES_NONE}};
}

struct fixture {
    struct blockio_options options;
    struct target target;
    struct measure measure;
};

/* Into a fixture that stays where it is: the measure points into it. */
static void run(struct fixture *f, enum engine_name engine) {
    struct error err = {0};
    struct cpu_set cpus;
    assert_int_equal(threads_allowed_cpus(&cpus, NULL), 0);
    if (target_open(&f->options, &f->target, &err) < 0 ||
        measure_init(&f->measure, &f->options, &f->target, engine, &cpus, &err) < 0 ||
        measure_run(&f->measure, NULL, &err) < 0)
        fail_msg("%s", err.text);
}

static void end(struct fixture *f) {
    measure_free(&f->measure);
    f->options.remove = true;
    target_close(&f->options, &f->target);
    unlink(f->options.path);
}

static void check_run(enum engine_name engine, int rw) {
    if (engine_kind(engine)->probe(NULL) < 0)
        return;
    struct fixture f = {.options = options_for("run", rw)};
    f.options.verify = true;
    run(&f, engine);
    const struct tally *total = &f.measure.total;
    bool reads = rw == RW_READ || rw == RW_RANDREAD || rw == RW_RANDRW;
    bool writes = rw == RW_WRITE || rw == RW_RANDWRITE || rw == RW_RANDRW;
    assert_int_equal(total->done[KIND_READ] > 0, reads);
    assert_int_equal(total->done[KIND_WRITE] > 0, writes);
    assert_int_equal(total->intervals, 3);
    for (int kind = 0; kind < KINDS; kind++) {
        uint64_t in_intervals = 0;
        for (size_t i = 0; i < total->intervals; i++)
            in_intervals += total->interval[i].done[kind];
        assert_int_equal(in_intervals, total->done[kind]);
        assert_int_equal(total->latency[kind].count, total->done[kind]);
    }
    assert_int_equal(readback_check(&f.measure, NULL), 0);
    assert_string_equal(total->first_wrong.text, "");
    assert_int_equal(total->wrong, 0);
    end(&f);
}

static void every_engine_does_every_kind(void **state) {
    (void)state;
    for (int engine = 0; engine < ENGINES; engine++) {
        check_run((enum engine_name)engine, RW_RANDRW);
        check_run((enum engine_name)engine, engine % 2 ? RW_WRITE : RW_RANDWRITE);
    }
    check_run(ENGINE_PSYNC, RW_READ);
    check_run(ENGINE_LIBAIO, RW_RANDREAD);
}

/* Flips one byte behind the run's back. */
static void flip(int fd, off_t offset) {
    char byte;
    assert_int_equal(pread(fd, &byte, 1, offset), 1);
    byte ^= 4;
    assert_int_equal(pwrite(fd, &byte, 1, offset), 1);
}

static void reading_back_catches_a_flipped_byte(void **state) {
    (void)state;
    struct fixture f = {.options = options_for("flipped", RW_RANDWRITE)};
    f.options.verify = true;
    run(&f, ENGINE_PSYNC);
    flip(f.target.fd, 123 * 4096 + 1000);
    assert_int_equal(readback_check(&f.measure, NULL), 0);
    assert_int_equal(f.measure.total.wrong, 1);
    assert_non_null(strstr(f.measure.total.first_wrong.text, "offset 504320: ")); /* its unit */
    end(&f);
}

static void a_lost_write_is_caught(void **state) {
    (void)state;
    struct fixture f = {.options = options_for("lost", RW_RANDWRITE)};
    cleanup_free char *old = malloc(BLOCK);
    f.options.verify = true;
    run(&f, ENGINE_PSYNC);
    pattern_fill(old, BLOCK, 5 * BLOCK, f.options.seed, 0); /* as it was laid out */
    assert_int_equal(pwrite(f.target.fd, old, BLOCK, 5 * BLOCK), BLOCK);
    assert_int_equal(readback_check(&f.measure, NULL), 0);
    assert_int_equal(f.measure.total.wrong, 1);
    assert_non_null(strstr(f.measure.total.first_wrong.text, "offset 20480: holds generation 0"));
    end(&f);
}

static void timed_reads_are_checked(void **state) {
    (void)state;
    struct fixture f = {.options = options_for("timed", RW_RANDREAD)};
    struct target target;
    assert_int_equal(target_open(&f.options, &target, NULL), 0); /* lays it out, and leaves it */
    target_close(&f.options, &target);
    cleanup_close int fd = open(f.options.path, O_RDWR);
    flip(fd, 9 * BLOCK + 5);
    f.options.verify = true;
    run(&f, ENGINE_PSYNC);
    assert_false(f.target.laid_out);
    assert_true(f.measure.total.wrong > 0);
    assert_non_null(strstr(f.measure.total.first_wrong.text, "offset 36864: "));
    end(&f);
}

static void open_loop_holds_its_rate(void **state) {
    (void)state;
    struct fixture f = {.options = options_for("rate", RW_RANDREAD)};
    f.options.rate = 400;
    run(&f, ENGINE_PSYNC);
    assert_in_range(f.measure.total.done[KIND_READ], 40, 100); /* a loaded machine may be late */
    end(&f);
}

/* target_open refuses with that status and text; the file is gone unless it was there before. */
static void assert_refused(const struct blockio_options *options, int status, const char *text) {
    struct target target;
    struct error err = {0};
    bool there = access(options->path, F_OK) == 0;
    assert_int_equal(target_open(options, &target, &err), -1);
    assert_int_equal(err.status, status);
    if (!strstr(err.text, text))
        fail_msg("'%s' does not say '%s'", err.text, text);
    assert_int_equal(access(options->path, F_OK) == 0, there);
    assert_int_equal(target.fd, -1);
}

static void new_files_have_no_holes(void **state) {
    (void)state;
    struct blockio_options o = options_for("new", RW_READ);
    struct target target;
    assert_int_equal(target_open(&o, &target, NULL), 0);
    assert_true(target.made && target.laid_out);
    struct stat status;
    assert_int_equal(fstat(target.fd, &status), 0);
    assert_int_equal(status.st_size, SIZE);
    assert_true(status.st_blocks * 512 >= SIZE);
    if (target.extents.known) {
        assert_int_equal(target.extents.missing_bytes, 0);
        assert_true(target.extents.count > 0);
    }
    target_close(&o, &target);
    assert_int_equal(access(o.path, F_OK), 0); /* stays, unless asked otherwise */
    assert_int_equal(target_open(&o, &target, NULL), 0);
    assert_false(target.made || target.laid_out);
    o.remove = true;
    target_close(&o, &target);
    assert_int_equal(access(o.path, F_OK), 0); /* that run did not make it */
    unlink(o.path);
}

static void unwritten_extents_are_seen(void **state) {
    (void)state;
    struct blockio_options o = options_for("unwritten", RW_READ);
    cleanup_close int fd = open(o.path, O_RDWR | O_CREAT, 0600);
    struct extents extents;
    if (fallocate(fd, 0, 0, SIZE) < 0 || extents_examine(fd, SIZE, &extents, NULL) < 0 ||
        !extents.known)
        skip();
    assert_int_equal(extents.missing_bytes, SIZE);
    assert_refused(&o, STATUS_USAGE, "never written");

    o.rw = RW_WRITE; /* its data is what the run replaces anyway */
    struct target target;
    assert_int_equal(target_open(&o, &target, NULL), 0);
    assert_true(target.laid_out);
    assert_int_equal(target.extents.missing_bytes, 0);
    target_close(&o, &target);
    unlink(o.path);
}

static void what_is_too_small_is_refused(void **state) {
    (void)state;
    struct blockio_options o = options_for("small", RW_READ);
    scratch_write("small", "somebody's");
    assert_refused(&o, STATUS_USAGE, "10 is smaller than --size=1M");
    o.size = 0;
    assert_refused(&o, STATUS_USAGE, "not even one --bs=4k");
    unlink(o.path);
    assert_refused(&o, STATUS_USAGE, "--size says how large");
}

static void too_large_a_file_leaves_nothing(void **state) {
    (void)state;
    struct blockio_options o = options_for("large", RW_READ);
    o.size = UINT64_C(1) << 60;
    assert_refused(&o, STATUS_FAILED, "no space: 1048576T more are needed");
    o.rw = RW_WRITE;
    scratch_write("large", "somebody's");
    assert_refused(&o, STATUS_FAILED, "no space: ");
    struct stat status;
    assert_int_equal(stat(o.path, &status), 0);
    assert_int_equal(status.st_size, 10);
    unlink(o.path);
}

static void other_things_are_refused(void **state) {
    (void)state;
    struct blockio_options o = options_for("other", RW_READ);
    o.path = scratch;
    assert_refused(&o, STATUS_USAGE, "neither a file nor a block device");
    o.path = "/dev/null";
    assert_refused(&o, STATUS_USAGE, "neither a file nor a block device");
    o.path = "/dev/shm/vtx-unit-direct";
    o.direct = true;
    if (access("/dev/shm", W_OK) == 0)
        assert_refused(&o, STATUS_UNAVAILABLE, "--direct=0");
}

static void more_jobs_than_blocks_are_refused(void **state) {
    (void)state;
    struct fixture f = {.options = options_for("jobs", RW_READ)};
    struct cpu_set cpus;
    struct error err = {0};
    f.options.common.threads = SIZE / BLOCK + 1;
    assert_int_equal(threads_allowed_cpus(&cpus, NULL), 0);
    assert_int_equal(target_open(&f.options, &f.target, NULL), 0);
    assert_int_equal(measure_init(&f.measure, &f.options, &f.target, ENGINE_LIBAIO, &cpus, &err),
                     -1);
    assert_int_equal(err.status, STATUS_USAGE);
    end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_engine_does_every_kind),
        cmocka_unit_test(reading_back_catches_a_flipped_byte),
        cmocka_unit_test(a_lost_write_is_caught),
        cmocka_unit_test(timed_reads_are_checked),
        cmocka_unit_test(open_loop_holds_its_rate),
        cmocka_unit_test(new_files_have_no_holes),
        cmocka_unit_test(unwritten_extents_are_seen),
        cmocka_unit_test(what_is_too_small_is_refused),
        cmocka_unit_test(too_large_a_file_leaves_nothing),
        cmocka_unit_test(other_things_are_refused),
        cmocka_unit_test(more_jobs_than_blocks_are_refused),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
