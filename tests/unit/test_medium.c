/* test_medium.c - what of a medium needs no device: how it is asked for, what a guest is told,
 * files without holes, and undoing only what is ours. */
#include "base/journal_kinds.h"
#include "common/cleanup.h"
#include "medium/medium.h"
#include "medium/solid_file.h"
#include "needs.h"
#include "scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct error err;

static int parse(const char *medium, const char *destroy, struct medium_spec *spec) {
    return medium_spec_parse(medium, destroy, scratch, UINT64_C(1) << 30, spec, &err);
}

static void assert_usage(int status, const char *why) {
    assert_int_equal(status, -1);
    assert_int_equal(err.status, STATUS_USAGE);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
}

static void the_default_is_a_file_below_a_loop_device(void **state) {
    (void)state;
    struct medium_spec spec;
    assert_int_equal(parse(NULL, NULL, &spec), 0);
    assert_int_equal(spec.kind, MEDIUM_LOOP);
    assert_string_equal(spec.path, scratch);
    assert_int_equal(spec.size, UINT64_C(1) << 30);
    cleanup_free char *named = NULL;
    assert_true(asprintf(&named, "loop:%s", scratch) > 0);
    assert_int_equal(parse(named, NULL, &spec), 0);
    assert_int_equal(spec.kind, MEDIUM_LOOP);
    assert_string_equal(spec.path, scratch);
    assert_int_equal(parse(scratch, NULL, &spec), 0);
    assert_int_equal(spec.kind, MEDIUM_LOOP);
    cleanup_free char *files = NULL;
    assert_true(asprintf(&files, "files:%s", scratch) > 0);
    assert_int_equal(parse(files, NULL, &spec), 0);
    assert_int_equal(spec.kind, MEDIUM_DIRECTORY);
    assert_string_equal(spec.path, scratch);
}

static void what_is_no_medium_is_refused(void **state) {
    (void)state;
    struct medium_spec spec;
    assert_usage(parse("/nowhere", NULL, &spec), "/nowhere: No such file");
    assert_usage(parse(scratch_write("file", "x"), NULL, &spec), "neither a directory nor");
    assert_usage(parse("/dev/null", NULL, &spec), "neither a directory nor");
    assert_usage(parse("files:/nowhere", NULL, &spec), "--medium=files:/nowhere: No such file");
    if (access("/dev/loop0", F_OK) == 0)
        assert_usage(parse("files:/dev/loop0", NULL, &spec), "neither a directory nor");
    assert_usage(parse(NULL, "/dev/sda", &spec), "names no block device");
    assert_usage(parse(scratch, scratch, &spec), "names no block device");
}

static void destroying_takes_the_same_name_twice(void **state) {
    (void)state;
    struct medium_spec spec;
    if (access("/dev/loop0", F_OK) < 0)
        skip();
    assert_int_equal(parse("/dev/loop0", "/dev/loop0", &spec), 0);
    assert_int_equal(spec.kind, MEDIUM_DEVICE);
    assert_int_equal(spec.size, UINT64_C(1) << 30);
    assert_string_equal(spec.destroy_data, "/dev/loop0");
    assert_int_equal(parse("/dev/loop0", NULL, &spec), 0);
    assert_null(spec.destroy_data);
    assert_usage(parse("/dev/loop0", "/dev/loop1", &spec), "is not the device");
    assert_usage(parse("/dev/loop0", "/dev/../dev/loop0", &spec), "is not the device");
}

static void too_small_a_medium_is_refused(void **state) {
    (void)state;
    needs_root();
    struct journal *journal;
    struct medium *medium;
    assert_int_equal(journal_open(&journal, &err), 0);
    struct medium_spec spec = {.kind = MEDIUM_LOOP, .path = scratch, .size = 1 << 20};
    assert_usage(medium_open(&spec, journal, &medium, &err), "1M: a medium has at least 16M");
    spec.size = (UINT64_C(32) << 20) + 1;
    assert_usage(medium_open(&spec, journal, &medium, &err), "in steps of 4k");
    spec.size = UINT64_C(1) << 60;
    assert_int_equal(medium_open(&spec, journal, &medium, &err), -1);
    assert_non_null(strstr(err.text, "no space for a medium of"));
    assert_int_equal(rmdir(scratch), 0); /* nothing is in it */
    assert_int_equal(mkdir(scratch, 0700), 0);
    assert_int_equal(journal_close(journal, &err), 0);
}

static void a_directory_has_steps_but_no_device(void **state) {
    (void)state;
    struct journal *journal;
    struct medium *medium;
    struct file_system_check check;
    struct guest guest = {.paused = true};
    struct attachment plain = {0};
    struct medium_spec spec = {.kind = MEDIUM_DIRECTORY, .path = scratch};
    assert_int_equal(journal_open(&journal, &err), 0);
    assert_int_equal(medium_open(&spec, journal, &medium, &err), 0);
    cleanup_free char *directory = strdup(medium_directory(medium));
    assert_int_equal(access(directory, W_OK), 0);
    assert_int_equal(medium_mount(medium, &err), 0);
    assert_int_equal(medium_holder(medium), HOLDER_HOST);
    cleanup_json json_t *facts = medium_describe(medium), *seen = medium_seen(medium);
    assert_true(json_is_string(json_object_get(seen, "file_system")));
    assert_true(
        json_equal(json_object_get(facts, "file_system"), json_object_get(seen, "file_system")));
    assert_int_equal(medium_check(medium, &check, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_usage(medium_give(medium, &guest, &plain, &err), "cannot be given to a guest");
    /* Nothing is made for a guest that could not take it. */
    assert_int_equal(medium_lend(medium, &guest, &plain, 32 << 20, &err), -1);
    assert_non_null(strstr(err.text, "a paused guest"));
    assert_int_equal(medium_take_back(medium, &guest, &err), -1);
    assert_non_null(strstr(err.text, "a paused guest"));
    assert_int_equal(rmdir(directory), 0); /* empty */
    assert_int_equal(medium_close(medium, &err), 0);
    assert_int_equal(access(directory, F_OK), -1);
    assert_int_equal(journal_close(journal, &err), 0);
}

static void assert_json(json_t *made, const char *expected) {
    cleanup_json json_t *owned = made;
    cleanup_free char *text = json_dumps(owned, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(text, expected);
}

static void a_guest_reads_past_the_page_cache(void **state) {
    (void)state;
    struct attach_source device = {"raw", "host_device", "/dev/loop3"};
    assert_json(attach_node(&device, "native"),
                "{\"cache\":{\"direct\":true},\"driver\":\"raw\",\"file\":{\"aio\":\"native\","
                "\"cache\":{\"direct\":true},\"driver\":\"host_device\",\"filename\":"
                "\"/dev/loop3\"},\"node-name\":\"medium\"}");
    struct attach_source file = {"qcow2", "file", "/m/g.qcow2"};
    assert_json(attach_node(&file, "io_uring"),
                "{\"cache\":{\"direct\":true},\"driver\":\"qcow2\",\"file\":{\"aio\":\"io_uring\","
                "\"cache\":{\"direct\":true},\"driver\":\"file\",\"filename\":"
                "\"/m/g.qcow2\"},\"node-name\":\"medium\"}");
}

static void only_a_tuned_guest_gets_queues_and_a_thread(void **state) {
    (void)state;
    struct attachment plain = {0}, tuned = {.queues = 4, .io_thread = true};
    assert_json(attach_device_arguments(&plain),
                "{\"bus\":\"free-port\",\"drive\":\"medium\",\"driver\":\"virtio-blk-pci\","
                "\"id\":\"medium-disk\",\"serial\":\"vtx-medium\"}");
    assert_json(attach_device_arguments(&tuned),
                "{\"bus\":\"free-port\",\"drive\":\"medium\",\"driver\":\"virtio-blk-pci\","
                "\"id\":\"medium-disk\",\"iothread\":\"medium-io\",\"num-queues\":4,"
                "\"serial\":\"vtx-medium\"}");
}

enum { MIB = 1 << 20 };

static void holes_are_filled_and_data_stays(void **state) {
    (void)state;
    cleanup_free char *path = strdup(scratch_path("sparse"));
    cleanup_close int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, 3 * MIB), 0);
    assert_int_equal(pwrite(fd, "middle", 6, MIB + 4096), 6);
    assert_int_equal(fallocate(fd, 0, 2 * MIB, MIB / 2), 0); /* unwritten, not a hole */
    int64_t missing = solid_file_missing(path, 3 * MIB);
    if (missing < 0)
        skip(); /* this file system does not tell */
    assert_int_equal(missing, 3 * MIB - 4096);
    assert_int_equal(solid_file_fill(path, 3 * MIB, &err), 0);
    assert_int_equal(solid_file_missing(path, 3 * MIB), 0);
    char middle[6];
    assert_int_equal(pread(fd, middle, 6, MIB + 4096), 6);
    assert_memory_equal(middle, "middle", 6);
    struct stat status;
    assert_int_equal(fstat(fd, &status), 0);
    assert_int_equal(status.st_size, 3 * MIB);
}

static void a_made_file_has_no_holes(void **state) {
    (void)state;
    struct journal *journal;
    assert_int_equal(journal_open(&journal, &err), 0);
    cleanup_free char *path = strdup(scratch_path("made"));
    assert_true(solid_file_make(path, 2 * MIB, journal, &err) >= 0);
    assert_true(solid_file_missing(path, 2 * MIB) <= 0);
    /* What is there is never taken for ours, nor removed. */
    assert_int_equal(solid_file_make(path, 2 * MIB, journal, &err), -1);
    assert_non_null(strstr(err.text, "is there already"));
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(journal_close(journal, &err), 0);
    assert_int_equal(access(path, F_OK), -1);
}

static void what_is_gone_or_not_ours_is_left_alone(void **state) {
    (void)state;
    assert_int_equal(undo_file(scratch_path("never"), "", &err), 0);
    assert_int_equal(undo_loop("/dev/loop0", "/not/below/it", &err), 0);
    assert_int_equal(undo_mount("/proc", "/dev/loop0", &err), 0);
    assert_int_equal(access("/proc/self", F_OK), 0);
    assert_false(is_mounted("/dev/loop0", "/proc"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_default_is_a_file_below_a_loop_device, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(what_is_no_medium_is_refused, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(destroying_takes_the_same_name_twice, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(too_small_a_medium_is_refused, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_directory_has_steps_but_no_device, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_guest_reads_past_the_page_cache, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(only_a_tuned_guest_gets_queues_and_a_thread, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(holes_are_filled_and_data_stays, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_made_file_has_no_holes, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_is_gone_or_not_ours_is_left_alone, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
