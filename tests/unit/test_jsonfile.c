/* test_jsonfile.c - whole documents or none, and messages that name file and line. */
#include "base/jsonfile.h"

#include "common/cleanup.h"
#include "scratch.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static void round_trip_keeps_every_digit(void **state) {
    (void)state;
    const char *path = scratch_path("a.json");
    cleanup_json json_t *json = json_pack("{sf sI sn s[s]}", "real", 0.1 + 0.2, "whole",
                                          (json_int_t)INT64_MAX, "null", "list", "\xc3\xa4");
    struct error err;
    assert_int_equal(json_write_file(path, json, &err), 0);
    cleanup_json json_t *back = json_read_file(path, &err);
    assert_non_null(back);
    assert_true(json_equal(json, back));
}

static void a_document_is_replaced(void **state) {
    (void)state;
    const char *path = scratch_path("a.json");
    struct error err;
    cleanup_json json_t *one = json_pack("{si}", "n", 1), *two = json_pack("{si}", "n", 2);
    assert_int_equal(json_write_file(path, one, &err), 0);
    assert_int_equal(json_write_file(path, two, &err), 0);
    cleanup_json json_t *back = json_read_file(path, &err);
    assert_true(json_equal(two, back));
    assert_int_not_equal(access(scratch_path("a.json.tmp"), F_OK), 0);
}

static void broken_text_is_named_by_line(void **state) {
    (void)state;
    struct error err;
    const char *path = scratch_write("bad.json", "{\n  \"a\": 1,\n  \"b\": ?\n}\n");
    char wanted[300];
    snprintf(wanted, sizeof wanted, "%s:3: ", path);
    assert_null(json_read_file(path, &err));
    assert_int_equal(strncmp(err.text, wanted, strlen(wanted)), 0);
    assert_null(json_read_file(scratch_write("twice.json", "{\"a\": 1, \"a\": 2}"), &err));
    assert_non_null(strstr(err.text, "duplicate"));
}

static void a_missing_file_is_an_error(void **state) {
    (void)state;
    struct error err;
    assert_null(json_read_file(scratch_path("none.json"), &err));
    assert_non_null(strstr(err.text, "none.json: No such file"));
    cleanup_json json_t *json = json_object();
    assert_int_equal(json_write_file(scratch_path("none/a.json"), json, &err), -1);
    assert_non_null(strstr(err.text, "No such file"));
}

static void a_full_disk_leaves_the_old_document(void **state) {
    (void)state;
    const char *path = scratch_path("a.json");
    struct error err;
    cleanup_json json_t *one = json_pack("{si}", "n", 1), *large = json_array();
    for (int i = 0; i < 4000; i++)
        json_array_append_new(large, json_integer(i));
    assert_int_equal(json_write_file(path, one, &err), 0);

    struct rlimit before, small = {.rlim_cur = 4096, .rlim_max = RLIM_INFINITY};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int result = json_write_file(path, large, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);

    assert_int_equal(result, -1);
    assert_non_null(strstr(err.text, "File too large"));
    assert_int_not_equal(access(scratch_path("a.json.tmp"), F_OK), 0);
    cleanup_json json_t *back = json_read_file(scratch_path("a.json"), &err);
    assert_true(json_equal(one, back));
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        SCRATCH(round_trip_keeps_every_digit),        SCRATCH(a_document_is_replaced),
        SCRATCH(broken_text_is_named_by_line),        SCRATCH(a_missing_file_is_an_error),
        SCRATCH(a_full_disk_leaves_the_old_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
