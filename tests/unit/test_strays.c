/* test_strays.c - what a restart leaves on a disk is removed, and nothing else. */
#include "base/strays.h"
#include "scratch_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <unistd.h>

#include <cmocka.h>

static bool there(const char *path) {
    return access(scratch_path(path), F_OK) == 0;
}

static int clean(time_t boot) {
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    int removed = strays_clean(scratch, boot, out, NULL);
    fclose(out);
    return removed;
}

static void what_is_older_than_the_boot_is_removed(void **state) {
    (void)state;
    tree_write("vtx-12-medium-1.img", "");
    tree_write("vtx-12-guest-1/overlay.qcow2", "");
    assert_int_equal(clean(time(NULL) + 10), 2);
    assert_false(there("vtx-12-medium-1.img") || there("vtx-12-guest-1"));
}

static void what_is_younger_stays(void **state) {
    (void)state;
    tree_write("vtx-12-medium-1.img", "");
    assert_int_equal(clean(time(NULL) - 10), 0);
    assert_true(there("vtx-12-medium-1.img"));
}

static void other_names_stay(void **state) {
    (void)state;
    static const char *const names[] = {"vtx-test.AbC", "vtx-12", "xvtx-12-medium-1.img", "vtx--"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        tree_write(names[i], "");
    assert_int_equal(symlink("/etc/passwd", scratch_path("vtx-12-link")), 0);
    assert_int_equal(clean(time(NULL) + 10), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_true(there(names[i]));
}

static void no_directory_has_none(void **state) {
    (void)state;
    assert_int_equal(strays_clean(scratch_path("none"), time(NULL), stdout, NULL), 0);
}

static void the_boot_lies_behind(void **state) {
    (void)state;
    assert_true(boot_time() < time(NULL) && boot_time() > 0);
}

int main(void) {
#define IN_SCRATCH(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(what_is_older_than_the_boot_is_removed),
        IN_SCRATCH(what_is_younger_stays),
        IN_SCRATCH(other_names_stay),
        IN_SCRATCH(no_directory_has_none),
        cmocka_unit_test(the_boot_lies_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
