/* test_chain.c - chains are removed with the jumps to them, unless somebody has rules in them; by a
 * stand-in of iptables that says what a file says and notes what it is told. */
#include "base/chain.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char listing[] = "#!/bin/sh\n"
                              "[ $# -eq 2 ] && exec cat \"${0%/*}/rules\"\n"
                              "grep -q -e \"^-N $3\\$\" \"${0%/*}/rules\"\n";
static const char restoring[] =
    "#!/bin/sh\n"
    "cat >\"${0%/*}/told\"\n"
    "[ ! -e \"${0%/*}/refuses\" ] || { echo 'line 2 failed' >&2; exit 1; }\n";

static const char rules[] =
    "-P FORWARD ACCEPT\n-N CNI-ADMIN\n-N CNI-FORWARD\n"
    "-A FORWARD -m comment --comment \"CNI firewall plugin rules\" -j CNI-FORWARD\n"
    "-A FORWARD -j DOCKER-USER\n"
    "-A CNI-FORWARD -m comment --comment \"CNI firewall plugin admin overrides\" -j CNI-ADMIN\n";

static int set_up(void **state) {
    if (scratch_make(state) < 0)
        return -1;
    scratch_write("iptables", listing);
    scratch_write("iptables-restore", restoring);
    chmod(scratch_path("iptables"), 0755);
    chmod(scratch_path("iptables-restore"), 0755);
    cleanup_free char *path = NULL;
    if (asprintf(&path, "%s:%s", scratch, getenv("PATH")) < 0)
        return -1;
    return setenv("PATH", path, 1);
}

static void told_is(const char *text) {
    cleanup_free char *told = small_file_read(scratch_path("told"), NULL);
    assert_non_null(told);
    assert_string_equal(told, text);
}

static void a_chain_goes_with_the_jumps_to_it(void **state) {
    (void)state;
    struct error err;
    scratch_write("rules", rules);
    assert_true(chain_is_there("CNI-FORWARD"));
    assert_int_equal(undo_chain("CNI-FORWARD", "CNI-ADMIN", &err), 0);
    told_is("*filter\n"
            "-D FORWARD -m comment --comment \"CNI firewall plugin rules\" -j CNI-FORWARD\n"
            "-F CNI-FORWARD\n-X CNI-FORWARD\nCOMMIT");
}

static void one_with_rules_of_somebodys_stays(void **state) {
    (void)state;
    struct error err;
    cleanup_free char *more = NULL;
    assert_true(asprintf(&more, "%s-A CNI-FORWARD -d 10.88.0.9/32 -j ACCEPT\n", rules) > 0);
    scratch_write("rules", more);
    assert_int_equal(undo_chain("CNI-FORWARD", "CNI-ADMIN", &err), 0);
    assert_int_equal(access(scratch_path("told"), F_OK), -1);
}

static void one_that_is_gone_is_no_error(void **state) {
    (void)state;
    struct error err;
    scratch_write("rules", "-P FORWARD ACCEPT\n-N CNI-FORWARDING\n");
    assert_false(chain_is_there("CNI-FORWARD"));
    assert_int_equal(undo_chain("CNI-FORWARD", "CNI-ADMIN", &err), 0);
    assert_int_equal(access(scratch_path("told"), F_OK), -1);
}

static void a_refusal_is_told(void **state) {
    (void)state;
    struct error err;
    scratch_write("rules", rules);
    scratch_write("refuses", "");
    assert_int_equal(undo_chain("CNI-FORWARD", "CNI-ADMIN", &err), -1);
    assert_non_null(strstr(err.text, "line 2 failed"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_chain_goes_with_the_jumps_to_it, set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(one_with_rules_of_somebodys_stays, set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(one_that_is_gone_is_no_error, set_up, scratch_remove),
        cmocka_unit_test_setup_teardown(a_refusal_is_told, set_up, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
