/* test_record.c - the JSON object of docs/record.md, its text form, and the exit status that it
 * deserves. */
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "harness/evidence.h"
#include "harness/record.h"
#include "harness/usage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmocka.h>

static const double samples[] = {10, 20, 30, 40};

static json_t *make_record(bool ok) {
    json_t *record = record_new("stream", json_pack("{s:i, s:n}", "threads", 2, "cpus"), NULL);
    assert_non_null(record);
    assert_int_equal(record_result(record, "bandwidth", "triad", "GB/s", samples, 4, NULL), 0);
    assert_int_equal(record_check(record, "validation", ok, NULL, "%d wrong", ok ? 0 : 3), 0);
    return record;
}

/* What record_print writes. */
static char *printed(const json_t *record, bool json) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(record_print(record, json, out, NULL), 0);
    fclose(out);
    return text;
}

static void json_has_the_fields_of_the_contract(void **state) {
    (void)state;
    cleanup_json json_t *record = make_record(true);
    struct usage usage;
    assert_int_equal(usage_note(&usage, NULL), 0);
    assert_int_equal(record_usage(record, usage_between(&usage, &usage), NULL), 0);
    cleanup_free char *text = printed(record, true);
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);

    cleanup_json json_t *read = json_loads(text, 0, NULL);
    const char *schema, *kernel, *version, *metric, *x, *unit, *name, *detail;
    double value, wall;
    int threads, ok;
    json_t *list, *evidence;
    assert_int_equal(json_unpack_ex(read, NULL, 0,
                                    "{s:s, s:s, s:s, s:{s:i, s:n}, s:[{s:s, s:s, s:s, s:f, s:o}], "
                                    "s:[{s:s, s:b, s:s}], s:o, s:{s:f, s:i, s:i}}",
                                    "schema", &schema, "kernel", &kernel, "version", &version,
                                    "parameters", "threads", &threads, "cpus", "results", "metric",
                                    &metric, "x", &x, "unit", &unit, "value", &value, "samples",
                                    &list, "checks", "name", &name, "ok", &ok, "detail", &detail,
                                    "evidence", &evidence, "usage", "wall_s", &wall, "minor_faults",
                                    &threads, "voluntary_switches", &threads),
                     0);
    assert_string_equal(schema, "virtax-kernel/1");
    assert_string_equal(kernel, "stream");
    assert_string_equal(version, VIRTAX_VERSION);
    assert_string_equal(x, "triad");
    assert_true(value == 25);
    assert_int_equal(json_array_size(list), 4);
    assert_string_equal(detail, "0 wrong");
    assert_true(wall == 0);
}

static void text_shows_moments_and_checks(void **state) {
    (void)state;
    cleanup_json json_t *record = make_record(false);
    cleanup_free char *text = printed(record, false);
    assert_non_null(strstr(text, "triad    GB/s              25        12.9          10          40"
                                 "      4"));
    assert_non_null(strstr(text, "FAILED: 3 wrong"));
}

static void a_failed_check_fails(void **state) {
    (void)state;
    cleanup_json json_t *good = make_record(true);
    cleanup_json json_t *bad = make_record(false);
    assert_int_equal(record_status(good), STATUS_OK);
    assert_int_equal(record_status(bad), STATUS_FAILED);
}

static void a_full_device_is_an_error(void **state) {
    (void)state;
    cleanup_json json_t *record = make_record(true);
    for (int json = 0; json < 2; json++) {
        cleanup_fclose FILE *full = fopen("/dev/full", "w");
        struct error err = {0};
        assert_non_null(full);
        assert_int_equal(record_print(record, json, full, &err), -1);
        assert_int_equal(err.status, STATUS_FAILED);
        assert_non_null(strstr(err.text, "writing the record"));
    }
}

static void no_samples_are_no_result(void **state) {
    (void)state;
    cleanup_json json_t *record = make_record(true);
    assert_int_equal(record_result(record, "bandwidth", "copy", "GB/s", samples, 0, NULL), -1);
}

static void evidence_tells_names_but_not_values(void **state) {
    (void)state;
    assert_int_equal(setenv("VIRTAX_TEST_B", "secret", 1), 0);
    assert_int_equal(setenv("VIRTAX_TEST_A", "secret", 1), 0);
    cleanup_json json_t *record = make_record(true);
    assert_int_equal(evidence_before(record, NULL), 0);
    const json_t *evidence = json_object_get(record, "evidence");
    const json_t *names = json_object_get(evidence, "environment");
    const char *last = "";
    size_t found = 0, i;
    json_t *name;
    json_array_foreach(names, i, name) {
        assert_true(strcmp(last, json_string_value(name)) <= 0);
        last = json_string_value(name);
        assert_null(strchr(last, '='));
        found += strncmp(last, "VIRTAX_TEST_", 12) == 0;
    }
    assert_int_equal(found, 2);
    assert_int_equal(strlen(json_string_value(json_object_get(evidence, "binary_sha256"))), 64);
    const json_t *surroundings = json_object_get(evidence, "surroundings");
    const json_t *rmem = json_object_get(surroundings, "/proc/sys/net/ipv4/tcp_rmem");
    assert_non_null(rmem);
    assert_true(json_is_null(rmem) || !strchr(json_string_value(rmem), '\t'));
}

static void evidence_tells_what_the_process_may(void **state) {
    (void)state;
    cleanup_json json_t *before = make_record(true), *after = make_record(true);
    assert_int_equal(evidence_before(before, NULL), 0);
    assert_int_equal(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    assert_int_equal(evidence_before(after, NULL), 0);
    const json_t *was = json_object_get(json_object_get(before, "evidence"), "status");
    const json_t *is = json_object_get(json_object_get(after, "evidence"), "status");
    assert_string_equal(json_string_value(json_object_get(was, "NoNewPrivs")), "0");
    assert_string_equal(json_string_value(json_object_get(is, "NoNewPrivs")), "1");
    assert_non_null(json_string_value(json_object_get(is, "Seccomp")));
    assert_non_null(json_object_get(is, "Speculation_Store_Bypass")); /* null on some machines */
    assert_non_null(json_object_get(is, "SpeculationIndirectBranch"));
}

/* Slower where others hold the CPU: never faster than a CPU. */
static void the_reference_is_a_frequency(void **state) {
    (void)state;
    cleanup_json json_t *record = make_record(true);
    struct cpu_set cpus = {0};
    assert_int_equal(evidence_before(record, NULL), 0);
    assert_int_equal(evidence_after(record, &cpus, ISA_AVX2, NULL, NULL), 0);
    const json_t *ghz = json_object_get(json_object_get(record, "evidence"), "reference_ghz");
    double begin = json_number_value(json_object_get(ghz, "begin"));
    double end = json_number_value(json_object_get(ghz, "end"));
    assert_true(begin > 0.1 && begin < 8);
    assert_true(end > 0.1 && end < 8);
}

static void evidence_of_memory_is_null_where_unknown(void **state) {
    (void)state;
    cleanup_json json_t *record = make_record(true);
    struct cpu_set cpus;
    cpu_set_clear(&cpus);
    cpu_set_add(1, &cpus);
    struct memory_facts facts = {.huge_bytes = 4096};
    assert_int_equal(evidence_after(record, &cpus, ISA_AVX2, &facts, NULL), 0);
    const json_t *evidence = json_object_get(record, "evidence");
    assert_string_equal(json_string_value(json_object_get(evidence, "cpus")), "1");
    assert_string_equal(json_string_value(json_object_get(evidence, "isa")), "avx2");
    assert_int_equal(json_integer_value(json_object_get(evidence, "huge_bytes")), 4096);
    assert_true(json_is_null(json_object_get(evidence, "numa_nodes")));
    assert_true(json_is_null(json_object_get(evidence, "page_bytes")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_the_fields_of_the_contract),
        cmocka_unit_test(text_shows_moments_and_checks),
        cmocka_unit_test(a_failed_check_fails),
        cmocka_unit_test(a_full_device_is_an_error),
        cmocka_unit_test(no_samples_are_no_result),
        cmocka_unit_test(evidence_tells_names_but_not_values),
        cmocka_unit_test(evidence_tells_what_the_process_may),
        cmocka_unit_test(the_reference_is_a_frequency),
        cmocka_unit_test(evidence_of_memory_is_null_where_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
