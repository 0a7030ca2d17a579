/* test_disk.c - which file systems of a made-up /proc are on a disk, and what files take. */
#include "base/disk.h"
#include "common/cleanup.h"
#include "scratch_tree.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cmocka.h>

static const char types[] = "nodev\tsysfs\nnodev\ttmpfs\n\text4\n\text3\n";

static double free_of(const char *mounts) {
    double bytes;
    struct error err = {0};
    tree_write("proc/filesystems", types);
    tree_write("proc/self/mountinfo", mounts);
    if (disk_free(scratch, &bytes, &err) < 0)
        fail_msg("%s", err.text);
    return bytes;
}

/* Others write meanwhile: to a hundredth, and 64 MiB where little is free. */
static void is_about(double bytes, double expected) {
    if (!(fabs(bytes - expected) <= 0.01 * expected + (64 << 20)))
        fail_msg("%f is not %f", bytes, expected);
}

static void counts_each_disk_once(void **state) {
    (void)state;
    struct statvfs here;
    cleanup_free char *mounts = NULL;
    assert_int_equal(statvfs("/", &here), 0);
    double expected = (double)here.f_bfree * (double)here.f_frsize;
    assert_true(asprintf(&mounts,
                         "1 0 0:5 / / rw - tmpfs none rw\n"
                         "2 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n"
                         "3 1 8:1 /part / rw - ext4 /dev/sda1 rw\n"
                         "4 1 8:2 / %s/gone rw - ext4 /dev/sda2 rw\n"
                         "not a line\n",
                         scratch) > 0);
    is_about(free_of(mounts), expected);
    is_about(free_of("2 1 8:1 / / rw - ext4 /dev/sda1 rw\n3 1 8:2 / / rw - ext3 /dev/sda2 rw\n"),
             2 * expected);
}

static void what_needs_no_device_is_none(void **state) {
    (void)state;
    assert_true(isnan(free_of("1 0 0:5 / / rw - tmpfs none rw\n2 1 0:6 / / rw - ext rw rw\n")));
}

static void a_proc_that_is_not_there_is_an_error(void **state) {
    (void)state;
    double bytes;
    struct error err = {0};
    assert_int_equal(disk_free(scratch_path("nowhere"), &bytes, &err), -1);
    assert_non_null(strstr(err.text, "proc/filesystems"));
}

static void a_file_takes_its_blocks_not_its_size(void **state) {
    (void)state;
    scratch_write("sparse", "");
    assert_int_equal(truncate(scratch_path("sparse"), 1 << 20), 0);
    double hole = disk_taken(scratch_path("sparse"));
    assert_true(hole >= 0 && hole < 1 << 19);
    cleanup_free char *full = calloc(1, 1 << 20);
    cleanup_close int fd = open(scratch_path("full"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_non_null(full);
    memset(full, 'x', 1 << 20);
    assert_int_equal(write(fd, full, 1 << 20), 1 << 20);
    assert_int_equal(fsync(fd), 0);
    assert_true(disk_taken(scratch_path("full")) >= 1 << 20);
    assert_true(isnan(disk_taken(scratch_path("nowhere"))));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counts_each_disk_once, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_needs_no_device_is_none, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_proc_that_is_not_there_is_an_error, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_file_takes_its_blocks_not_its_size, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
