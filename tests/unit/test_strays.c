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

/* A run that notes another place, and what its medium leaves there. */
static struct journal *noted(const char *place) {
    struct journal *journal;
    char path[128];
    snprintf(path, sizeof path, "%s/%s", scratch, place);
    assert_int_equal(setenv(JOURNAL_STATE, scratch_path("state"), 1), 0);
    tree_write("other/vtx-12-medium-1.img", "");
    tree_write("other/vtx-12-medium-2/file", "");
    assert_int_equal(journal_open(&journal, NULL), 0);
    assert_int_equal(strays_note(journal, scratch, path, NULL), 0);
    return journal;
}

static void a_note_ends_with_its_run(void **state) {
    (void)state;
    struct journal *journal = noted("other");
    char name[64];
    int count = 0;
    snprintf(name, sizeof name, "%s-elsewhere-", journal_prefix(journal));
    for (int i = 1; i < 9; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%d", name, i);
        count += there(path);
    }
    assert_int_equal(count, 1);
    assert_int_equal(journal_close(journal, NULL), 0);
    assert_int_equal(clean(time(NULL) + 10), 0);
    assert_true(there("other/vtx-12-medium-1.img"));
}

static void what_lies_where_a_note_says_is_removed(void **state) {
    (void)state;
    struct journal *journal = noted("other");
    assert_int_equal(clean(time(NULL) - 10), 0);
    assert_true(there("other/vtx-12-medium-1.img"));
    assert_int_equal(clean(time(NULL) + 10), 3);
    assert_false(there("other/vtx-12-medium-1.img") || there("other/vtx-12-medium-2"));
    assert_int_equal(clean(time(NULL) + 10), 0);
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void a_place_that_is_not_there_stays_noted(void **state) {
    (void)state;
    struct journal *journal = noted("unmounted");
    assert_int_equal(clean(time(NULL) + 10), 0);
    tree_write("unmounted/vtx-12-medium-1.img", "");
    assert_int_equal(clean(time(NULL) + 10), 2);
    assert_false(there("unmounted/vtx-12-medium-1.img"));
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void a_note_of_a_note_is_none(void **state) {
    (void)state;
    tree_write("third/vtx-12-medium-1.img", "");
    struct journal *journal = noted("other");
    tree_write("other/vtx-12-elsewhere-1", scratch_path("third"));
    assert_int_equal(clean(time(NULL) + 10), 4);
    assert_true(there("third/vtx-12-medium-1.img"));
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void no_link_is_followed(void **state) {
    (void)state;
    struct journal *journal = noted("other");
    int last = 0;
    char path[64];
    for (int i = 1; i < 99; i++) {
        snprintf(path, sizeof path, "%s-elsewhere-%d", journal_prefix(journal), i);
        last = there(path) ? i : last;
    }
    snprintf(path, sizeof path, "%s-elsewhere-%d", journal_prefix(journal), last + 1);
    assert_int_equal(symlink("target", scratch_path(path)), 0);
    assert_true(strays_note(journal, scratch, "/x", NULL) < 0);
    assert_false(there("target"));
    assert_int_equal(journal_close(journal, NULL), 0);
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
        IN_SCRATCH(a_note_ends_with_its_run),
        IN_SCRATCH(what_lies_where_a_note_says_is_removed),
        IN_SCRATCH(a_place_that_is_not_there_stays_noted),
        IN_SCRATCH(a_note_of_a_note_is_none),
        IN_SCRATCH(no_link_is_followed),
        cmocka_unit_test(the_boot_lies_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
