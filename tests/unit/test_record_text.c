/* test_record_text.c - the one line that tells why a cell does not count. */
#include "measure/record_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void cause_is(json_t *record, const char *wanted) {
    char cause[512];
    assert_non_null(record);
    assert_string_equal(record_cause(record, cause, sizeof cause), wanted);
    json_decref(record);
}

static json_t *failed(const char *gate, json_t *value, const char *words) {
    return json_pack("{s:[{s:s,s:s},{s:s,s:s,s:o,s:n}],s:{},s:s}", "gates", "name", "exit", "state",
                     "ok", "name", gate, "state", "failed", "value", value, "limit", "kernel",
                     "stderr", words);
}

static void an_error_comes_first(void **state) {
    (void)state;
    json_t *record = failed("exit", json_string("timed out"), "");
    json_object_set_new(record, "error", json_string("the guest is gone\nand more"));
    cause_is(record, "the guest is gone");
}

static void the_kernels_last_words_are_told(void **state) {
    (void)state;
    cause_is(failed("exit", json_string("exit status 1"), "virtax: begin\nkilled\nvirtax: end\n"),
             "exit failed: exit status 1 (killed)");
    cause_is(failed("clock", json_real(0.5), ""), "clock failed: value 0.5");
}

/* Several kernels' words have headings, which are virtax's own. */
static void headings_are_no_words(void **state) {
    (void)state;
    static const char overlap[] = "overlap: all containers ran together for 0.752 of the longest "
                                  "one's time, wanted 0.90";
    cause_is(
        failed("checks", json_string(overlap), "node 0:\nvirtax: begin\nvirtax: end\nnode 1:\n"),
        "checks failed: overlap: all containers ran together for 0.752 of the longest one's "
        "time, wanted 0.90");
    cause_is(failed("exit", json_string("exit status 1"), "node 0:\nnode 1: not ours\nnode 12:\n"),
             "exit failed: exit status 1 (node 1: not ours)");
}

static void a_record_without_a_kernel_says_so(void **state) {
    (void)state;
    cause_is(json_pack("{s:[],s:n}", "gates", "kernel"), "the kernel gave no result");
}

/* A server's words stand in what its kernel said, whoever that was in the cell. */
static void what_is_quoted_is_found(void **state) {
    (void)state;
    char quoted[64];
    json_t *record = json_pack("{s:s,s:s}", "stderr", "virtax: begin\n", "peer_stderr",
                               "virtax: quoted: one\nserve: it ended\nvirtax: quoted: two\n");
    assert_string_equal(record_quoted(record, quoted, sizeof quoted), "one\ntwo\n");
    assert_string_equal(record_quoted(record, quoted, 5), "one\n");
    json_decref(record);
    record = json_pack("{s:s}", "stderr", "virtax: begin\n");
    assert_string_equal(record_quoted(record, quoted, sizeof quoted), "");
    json_decref(record);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_comes_first),
        cmocka_unit_test(what_is_quoted_is_found),
        cmocka_unit_test(the_kernels_last_words_are_told),
        cmocka_unit_test(headings_are_no_words),
        cmocka_unit_test(a_record_without_a_kernel_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
