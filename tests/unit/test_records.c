/* test_records.c - what is appended is read back; torn lines, voids and full disks. */
#include "measure/records.h"

#include "common/cleanup.h"
#include "scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmocka.h>

#define RECORD(cell, n) "{\"schema\":\"virtax-record/1\",\"cell\":\"" cell "\",\"n\":" #n "}\n"
#define VOID(cell)                                                                                 \
    "{\"schema\":\"virtax-void/1\",\"cell\":\"" cell "\",\"round\":1,\"why\":\"w\"}\n"

static json_t *record(const char *cell, double value) {
    return json_pack("{ss ss sf}", "schema", "virtax-record/1", "cell", cell, "value", value);
}

static void append(const char *path, const char *cell, double value) {
    cleanup_json json_t *object = record(cell, value);
    struct error err = {.text = ""};
    if (records_append(path, object, &err) < 0)
        fail_msg("%s", err.text);
}

static void read_all(const char *path, struct records *records) {
    struct error err = {.text = ""};
    if (records_read(path, records, &err) < 0)
        fail_msg("%s", err.text);
}

static off_t size_of(const char *path) {
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_size;
}

static void a_missing_file_is_no_records(void **state) {
    (void)state;
    struct records records;
    read_all(scratch_path("none.jsonl"), &records);
    assert_int_equal(json_array_size(records.live), 0);
    assert_null(records_find(&records, "fig02/kvm/r1"));
    assert_false(records.torn);
    records_free(&records);
}

static void round_trip(void **state) {
    (void)state;
    const char *path = scratch_path("records.jsonl");
    append(path, "fig02/native/r1", 0.1 + 0.2);
    append(path, "fig02/kvm/r1", 1e-300);
    struct records records;
    read_all(path, &records);
    assert_int_equal(json_array_size(records.live), 2);
    cleanup_json json_t *first = record("fig02/native/r1", 0.1 + 0.2);
    assert_true(json_equal(json_array_get(records.live, 0), first));
    assert_ptr_equal(records_find(&records, "fig02/kvm/r1"), json_array_get(records.live, 1));
    assert_null(records_find(&records, "fig02/docker/r1"));
    records_free(&records);
}

static void voids_count_for_what_stands_before(void **state) {
    (void)state;
    const char *path = scratch_path("records.jsonl");
    struct error err;
    append(path, "a", 1);
    append(path, "b", 2);
    assert_int_equal(records_void(path, "a", 3, "interrupted", &err), 0);
    assert_int_equal(records_void(path, "never", 3, "interrupted", &err), 0);
    append(path, "a", 4);
    struct records records;
    read_all(path, &records);
    assert_int_equal(records.voided, 1);
    assert_int_equal(json_array_size(records.live), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(records.live, 0), "cell")),
                        "b");
    assert_true(json_real_value(json_object_get(records_find(&records, "a"), "value")) == 4);
    records_free(&records);

    FILE *file = fopen(path, "re");
    char line[200];
    for (int i = 0; i < 3; i++)
        assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_string_equal(line, "{\"schema\":\"virtax-void/1\",\"cell\":\"a\",\"round\":3,"
                              "\"why\":\"interrupted\"}\n");
}

static void a_torn_last_line_is_cut_off(void **state) {
    (void)state;
    const char *path =
        scratch_write("records.jsonl", RECORD("a", 1) "{\"schema\":\"virtax-record/1\",\"ce");
    struct records records;
    read_all(path, &records);
    assert_true(records.torn);
    assert_int_equal(json_array_size(records.live), 1);
    records_free(&records);

    append(path, "b", 2);
    read_all(path, &records);
    assert_false(records.torn);
    assert_int_equal(json_array_size(records.live), 2);
    assert_non_null(records_find(&records, "b"));
    records_free(&records);
}

static void nothing_but_a_torn_line(void **state) {
    (void)state;
    const char *path = scratch_write("records.jsonl", "{\"schema\":");
    append(path, "a", 1);
    struct records records;
    read_all(path, &records);
    assert_int_equal(json_array_size(records.live), 1);
    records_free(&records);
}

static void refused(const char *text, const char *wanted) {
    struct records records;
    struct error err;
    const char *path = scratch_write("records.jsonl", text);
    assert_int_equal(records_read(path, &records, &err), -1);
    char prefix[300];
    snprintf(prefix, sizeof prefix, "%s%s", path, wanted);
    if (strncmp(err.text, prefix, strlen(prefix)) != 0)
        fail_msg("found '%s', wanted '%s'", err.text, prefix);
}

static void broken_lines_are_named(void **state) {
    (void)state;
    refused(RECORD("a", 1) "{nonsense\n" RECORD("b", 1), ":2: ");
    refused(RECORD("a", 1) "\n" RECORD("b", 1), ":2: ");
    refused("[1]\n", ":1: no object with a \"schema\"");
    refused("{\"schema\":\"virtax-record/9\",\"cell\":\"a\"}\n",
            ":1: unknown schema 'virtax-record/9'");
    refused(VOID("a") "{\"schema\":\"virtax-record/1\"}\n", ":2: \"cell\" is missing");
    refused(RECORD("a", 1) RECORD("a", 2), ":2: second record of cell 'a'");
}

static void a_full_disk_keeps_earlier_records(void **state) {
    (void)state;
    const char *path = scratch_path("records.jsonl");
    append(path, "a", 1);
    off_t before = size_of(path);

    struct rlimit unlimited, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
    small = (struct rlimit){.rlim_cur = (rlim_t)before + 20, .rlim_max = unlimited.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct error err;
    cleanup_json json_t *second = record("b", 2);
    int result = records_append(path, second, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &unlimited), 0);

    assert_int_equal(result, -1);
    assert_non_null(strstr(err.text, "record not written: File too large"));
    assert_non_null(strstr(err.text, "earlier records are intact"));
    assert_int_equal(size_of(path), before);
    struct records records;
    read_all(path, &records);
    assert_false(records.torn);
    assert_int_equal(json_array_size(records.live), 1);
    records_free(&records);
}

static void an_unwritable_place_is_an_error(void **state) {
    (void)state;
    struct error err;
    cleanup_json json_t *object = record("a", 1);
    assert_int_equal(records_append(scratch_path("none/records.jsonl"), object, &err), -1);
    assert_non_null(strstr(err.text, "No such file"));
    assert_int_equal(records_append("/dev/full", object, &err), -1);
    assert_non_null(strstr(err.text, "No space left"));
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        SCRATCH(a_missing_file_is_no_records),
        SCRATCH(round_trip),
        SCRATCH(voids_count_for_what_stands_before),
        SCRATCH(a_torn_last_line_is_cut_off),
        SCRATCH(nothing_but_a_torn_line),
        SCRATCH(broken_lines_are_named),
        SCRATCH(a_full_disk_keeps_earlier_records),
        SCRATCH(an_unwritable_place_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
