/* test_trusted_link.c - what a run told firewalld is taken back, also from one that has forgotten
 * it. */
#include "base/journal.h"
#include "clean_start.h"
#include "common/cleanup.h"
#include "common/smallfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

/* A firewall-cmd that notes its words, and complains with what "complaint" holds. */
static int set_up(void **state) {
    char path[8192];
    static const char stand_in[] = "#!/bin/sh\n"
                                   "echo \"$*\" >>\"${0%/*}/log\"\n"
                                   "[ ! -e \"${0%/*}/complaint\" ] || { cat \"${0%/*}/complaint\" "
                                   ">&2; exit 17; }\n";
    if (clean_start(state) < 0 || chmod(scratch_write("firewall-cmd", stand_in), 0700) < 0)
        return -1;
    snprintf(path, sizeof path, "%s:%s", scratch, getenv("PATH"));
    return setenv("PATH", path, 1);
}

static int undone(struct error *err) {
    struct journal *journal;
    assert_int_equal(journal_open(&journal, err), 0);
    assert_true(journal_add(journal, "trusted-link", "vtx-1-wire", "", err) >= 0);
    return journal_close(journal, err);
}

static void it_is_taken_back(void **state) {
    (void)state;
    assert_int_equal(undone(NULL), 0);
    cleanup_free char *log = small_file_read(scratch_path("log"), NULL);
    assert_string_equal(log, "--quiet --zone=trusted --remove-interface=vtx-1-wire");
}

static void a_firewall_that_has_forgotten_it_is_no_failure(void **state) {
    (void)state;
    scratch_write("complaint", "Error: UNKNOWN_INTERFACE: 'vtx-1-wire' is not in any zone\n");
    assert_int_equal(undone(NULL), 0);
    scratch_write("complaint", "FirewallD is not running\n");
    assert_int_equal(undone(NULL), 0);
}

static void another_complaint_is_told(void **state) {
    (void)state;
    struct error err = {.text = ""};
    scratch_write("complaint", "Error: NOT_AUTHORIZED\n");
    assert_true(undone(&err) < 0);
    assert_non_null(strstr(err.text, "NOT_AUTHORIZED"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_taken_back),
        cmocka_unit_test(a_firewall_that_has_forgotten_it_is_no_failure),
        cmocka_unit_test(another_complaint_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
