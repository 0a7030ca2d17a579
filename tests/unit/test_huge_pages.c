/* test_huge_pages.c - reserving on a made-up /sys tree: what is written, journalled, given back. */
#include "clean_start.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "guest/huge_pages.h"
#include "huge_tree.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MIB (UINT64_C(1) << 20)

static void assert_reserved(int node, const char *expected) {
    cleanup_free char *text = small_file_read(scratch_path(huge_file(node, "nr_hugepages")), NULL);
    assert_non_null(text);
    assert_string_equal(text, expected);
}

static void what_lies_free_is_used_first(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    huge_node(0, "600", "512");
    struct huge_pages pages;
    struct huge_pages_wish wish = {0, 1024 * MIB};
    assert_int_equal(huge_pages_reserve(scratch, &wish, 1, journal, &pages, NULL), 0);
    assert_int_equal(pages.count, 0);
    assert_reserved(0, "600");
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void pages_promised_to_others_are_not_free(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    huge_node(0, "600", "512");
    tree_write("sys/kernel/mm/hugepages/hugepages-2048kB/resv_hugepages", "100");
    struct huge_pages pages;
    struct huge_pages_wish wish = {0, 1024 * MIB};
    assert_int_equal(huge_pages_reserve(scratch, &wish, 1, journal, &pages, NULL), 0);
    assert_reserved(0, "700");
    assert_int_equal(huge_pages_release(&pages, journal, NULL), 0);
    assert_reserved(0, "600");
    tree_write("sys/kernel/mm/hugepages/hugepages-2048kB/resv_hugepages", "0");
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void each_node_gets_its_own_and_gives_it_back(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    huge_node(0, "10", "4");
    huge_node(1, "0", "0");
    struct huge_pages pages;
    struct huge_pages_wish wishes[] = {{0, 64 * MIB}, {1, 64 * MIB + 1}};
    assert_int_equal(huge_pages_reserve(scratch, wishes, 2, journal, &pages, NULL), 0);
    assert_reserved(0, "38");
    assert_reserved(1, "33");
    assert_int_equal(huge_pages_release(&pages, journal, NULL), 0);
    assert_reserved(0, "10");
    assert_reserved(1, "0");
    /* Crossed out: closing must not write the old number over what came later. */
    huge_node(0, "11", "4");
    assert_int_equal(journal_close(journal, NULL), 0);
    assert_reserved(0, "11");
}

static void guests_that_end_in_any_order_leave_what_there_was(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    huge_node(0, "5", "0");
    struct huge_pages first, second;
    struct huge_pages_wish wish = {0, 20 * MIB};
    assert_int_equal(huge_pages_reserve(scratch, &wish, 1, journal, &first, NULL), 0);
    assert_int_equal(huge_pages_reserve(scratch, &wish, 1, journal, &second, NULL), 0);
    assert_reserved(0, "25");
    assert_int_equal(huge_pages_release(&first, journal, NULL), 0);
    assert_reserved(0, "15");
    assert_int_equal(huge_pages_release(&second, journal, NULL), 0);
    assert_reserved(0, "5");
    assert_int_equal(journal_close(journal, NULL), 0);
    assert_reserved(0, "5");
}

static void what_others_reserve_meanwhile_is_theirs(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    huge_node(0, "5", "0");
    struct huge_pages pages;
    struct huge_pages_wish wish = {0, 20 * MIB};
    assert_int_equal(huge_pages_reserve(scratch, &wish, 1, journal, &pages, NULL), 0);
    assert_reserved(0, "15");
    huge_node(0, "115", "100");
    assert_int_equal(huge_pages_release(&pages, journal, NULL), 0);
    assert_reserved(0, "105");
    assert_int_equal(journal_close(journal, NULL), 0);
    assert_reserved(0, "105");
}

/* A run that dies while its guest holds pages. */
static void cleaning_gives_back_what_the_dead_reserved(void **state) {
    (void)state;
    huge_node(0, "7", "0");
    pid_t pid = fork();
    if (pid == 0) {
        struct huge_pages pages;
        struct huge_pages_wish wish = {0, 20 * MIB};
        if (huge_pages_reserve(scratch, &wish, 1, open_journal(), &pages, NULL) < 0)
            _exit(1);
        kill(getpid(), SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    assert_reserved(0, "17");
    huge_node(0, "117", "100"); /* others' */
    FILE *out = fopen("/dev/null", "we");
    assert_int_equal(journal_clean(out, NULL), 1);
    fclose(out);
    assert_reserved(0, "107");
}

static void a_node_that_fails_puts_the_others_back(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    huge_node(0, "3", "0");
    struct huge_pages pages;
    struct huge_pages_wish wishes[] = {{0, 20 * MIB}, {9, 20 * MIB}};
    struct error err = {0};
    assert_int_equal(huge_pages_reserve(scratch, wishes, 2, journal, &pages, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_string_equal(err.text, "this host has no huge pages of 2 MiB on node 9");
    assert_int_equal(pages.count, 0);
    assert_reserved(0, "3");
    assert_int_equal(journal_close(journal, NULL), 0);
}

/* A file of the kernel that takes numbers up to 1000 and refuses others (proc(5), oom_score_adj)
 * stands for one that cannot give the pages. */
static void a_refused_number_changes_nothing(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    huge_node(3, "0", "0");
    char path[256];
    snprintf(path, sizeof path, "%s", scratch_path(huge_file(3, "nr_hugepages")));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/proc/self/oom_score_adj", path), 0);
    cleanup_free char *before = small_file_read(path, NULL);
    struct huge_pages pages;
    struct huge_pages_wish wish = {3, 4096 * MIB};
    assert_int_equal(huge_pages_reserve(scratch, &wish, 1, journal, &pages, NULL), -1);
    assert_int_equal(pages.count, 0);
    assert_reserved(3, before);
    assert_int_equal(journal_close(journal, NULL), 0);
    assert_reserved(3, before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_lies_free_is_used_first),
        cmocka_unit_test(pages_promised_to_others_are_not_free),
        cmocka_unit_test(each_node_gets_its_own_and_gives_it_back),
        cmocka_unit_test(guests_that_end_in_any_order_leave_what_there_was),
        cmocka_unit_test(what_others_reserve_meanwhile_is_theirs),
        cmocka_unit_test(cleaning_gives_back_what_the_dead_reserved),
        cmocka_unit_test(a_node_that_fails_puts_the_others_back),
        cmocka_unit_test(a_refused_number_changes_nothing),
    };
    return cmocka_run_group_tests(tests, clean_start, scratch_remove);
}
