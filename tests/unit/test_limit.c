/* test_limit.c - which throttle of made-up control groups is written, and that it is lifted. */
#include "medium/limit.h"

#include "clean_start.h"
#include "common/smallfile.h"
#include "scratch_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/sysmacros.h>

#include <cmocka.h>

static void says(const char *path, const char *text) {
    char *is = small_file_read(scratch_path(path), NULL);
    assert_non_null(is);
    assert_string_equal(is, text);
    free(is);
}

static struct journal *begun(void) {
    struct journal *journal;
    struct error err;
    if (journal_open(&journal, &err) < 0)
        fail_msg("%s", err.text);
    return journal;
}

static void both_files_of_v1(void **state) {
    (void)state;
    struct error err = {0};
    struct limit limit;
    struct journal *journal = begun();
    tree_write("proc/self/cgroup", "9:cpu:/elsewhere\n7:blkio,net_cls:/batch/job\n0::/\n");
    tree_write("sys/fs/cgroup/blkio/batch/job/blkio.throttle.read_bps_device", "");
    tree_write("sys/fs/cgroup/blkio/batch/job/blkio.throttle.write_bps_device", "");
    assert_int_equal(limit_probe(scratch, &err), 0);
    assert_int_equal(limit_set(scratch, makedev(7, 3), 5e7, journal, &limit, &err), 0);
    says("sys/fs/cgroup/blkio/batch/job/blkio.throttle.read_bps_device", "7:3 50000000");
    says("sys/fs/cgroup/blkio/batch/job/blkio.throttle.write_bps_device", "7:3 50000000");
    assert_int_equal(limit_lift(&limit, &err), 0);
    says("sys/fs/cgroup/blkio/batch/job/blkio.throttle.read_bps_device", "7:3 0");
    says("sys/fs/cgroup/blkio/batch/job/blkio.throttle.write_bps_device", "7:3 0");
    assert_int_equal(limit_lift(&limit, &err), 0);
    assert_int_equal(journal_close(journal, &err), 0);
}

/* Who never comes to lift it leaves that to the journal; a group that is gone needs nothing. */
static void the_journal_lifts_v2(void **state) {
    (void)state;
    struct error err = {0};
    struct limit limit;
    struct journal *journal = begun();
    tree_write("proc/self/cgroup", "0::/user.slice/session-1\n");
    tree_write("sys/fs/cgroup/user.slice/session-1/io.max", "");
    assert_int_equal(limit_set(scratch, makedev(259, 0), 1e9, journal, &limit, &err), 0);
    says("sys/fs/cgroup/user.slice/session-1/io.max", "259:0 rbps=1000000000 wbps=1000000000");
    assert_int_equal(journal_close(journal, &err), 0);
    says("sys/fs/cgroup/user.slice/session-1/io.max", "259:0 rbps=max wbps=max");

    journal = begun();
    assert_int_equal(limit_set(scratch, makedev(259, 0), 1e9, journal, &limit, &err), 0);
    remove(scratch_path("sys/fs/cgroup/user.slice/session-1/io.max"));
    remove(scratch_path("sys/fs/cgroup/user.slice/session-1"));
    assert_int_equal(journal_close(journal, &err), 0);
}

static void nothing_to_limit_with(void **state) {
    (void)state;
    struct error err = {0};
    tree_write("proc/self/cgroup", "7:blkiox:/\n0::/\n");
    tree_write("sys/fs/cgroup/blkio/blkio.throttle.read_bps_device", ""); /* not our controller */
    assert_int_equal(limit_probe(scratch, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    tree_write("proc/self/cgroup", "");
    assert_int_equal(limit_probe(scratch, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(both_files_of_v1, clean_start, scratch_remove),
        cmocka_unit_test_setup_teardown(the_journal_lifts_v2, clean_start, scratch_remove),
        cmocka_unit_test_setup_teardown(nothing_to_limit_with, clean_start, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
