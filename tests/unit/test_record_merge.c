/* test_record_merge.c - records of kernels that ran at once: what is summed, and what is refused.
 */
#include "environments/record_merge.h"

#include "common/cleanup.h"
#include "yields_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static json_t *record[2], *yields;

static json_t *make(const char *cpus, int threads, double copy, double wall) {
    json_error_t cause;
    json_t *made = json_pack_ex(
        &cause, 0,
        "{s:s,s:s,s:s,s:{s:i,s:s,s:n},s:[{s:s,s:s,s:s,s:f,s:[f]},{s:s,s:s,s:s,s:f}],"
        "s:[{s:s,s:b,s:s}],s:{s:s,s:s,s:s,s:s,s:i,s:i,s:i,s:{s:f}},s:{s:f,s:f,s:f,s:i}}",
        "schema", "virtax-kernel/1", "kernel", "stream", "version", "9.9", "parameters", "threads",
        threads, "numa", "local", "cpus", "results", "metric", "bandwidth", "x", "copy", "unit",
        "GB/s", "value", copy, "samples", copy, "metric", "bandwidth", "x", "triad", "unit", "GB/s",
        "value", 1.5, "checks", "name", "validation", "ok", 1, "detail", "0 differ", "evidence",
        "binary_sha256", "abc", "isa", "avx2", "cpus", cpus, "numa_nodes",
        cpus[0] == '0' ? "0" : "1", "huge_bytes", 4096, "region_bytes", 8192, "page_bytes", 4096,
        "stores_trial", "temporal", copy, "usage", "wall_s", wall, "user_s", 3.0, "system_s", 0.5,
        "minor_faults", 7);
    if (!made)
        fail_msg("%s", cause.text);
    return made;
}

static int fill(void **state) {
    (void)state;
    yields = yields_of(YIELDS_OF_MEMORY);
    record[0] = make("0-7,16-23", 3, 40, 2.0);
    record[1] = make("8-15,24-31", 2, 41, 2.1);
    return 0;
}

static int release(void **state) {
    (void)state;
    json_decref(yields);
    for (size_t i = 0; i < sizeof record / sizeof *record; i++) {
        json_decref(record[i]);
        record[i] = NULL;
    }
    return 0;
}

static json_t *merged(double overlap) {
    struct error err = {.text = ""};
    json_t *json = record_merge(record, 2, yields, overlap, &err);
    if (!json)
        fail_msg("%s", err.text);
    return json;
}

static double number(const json_t *json, const char *object, const char *key) {
    const json_t *value = json_object_get(json_object_get(json, object), key);
    if (!json_is_number(value))
        fail_msg("%s.%s is no number", object, key);
    return json_number_value(value);
}

static void text_is(const json_t *json, const char *object, const char *key, const char *wanted) {
    const char *text = json_string_value(json_object_get(json_object_get(json, object), key));
    assert_non_null(text);
    assert_string_equal(text, wanted);
}

static const json_t *check_named(const json_t *json, const char *name) {
    size_t i;
    const json_t *check;
    json_array_foreach(json_object_get(json, "checks"), i, check) {
        if (strcmp(json_string_value(json_object_get(check, "name")), name) == 0)
            return check;
    }
    fail_msg("no check %s", name);
    return NULL;
}

static void rates_and_resources_are_summed(void **state) {
    (void)state;
    cleanup_json json_t *json = merged(0.95);
    assert_string_equal(json_string_value(json_object_get(json, "version")), "9.9");
    assert_string_equal(json_string_value(json_object_get(json, "kernel")), "stream");
    assert_true(number(json, "parameters", "threads") == 5);
    text_is(json, "parameters", "numa", "local");
    const json_t *results = json_object_get(json, "results");
    assert_int_equal(json_array_size(results), 2);
    const json_t *copy = json_array_get(results, 0), *triad = json_array_get(results, 1);
    assert_string_equal(json_string_value(json_object_get(copy, "x")), "copy");
    assert_true(json_number_value(json_object_get(copy, "value")) == 81);
    assert_true(json_number_value(json_object_get(triad, "value")) == 3);
    assert_null(json_object_get(copy, "samples"));
    text_is(json, "evidence", "cpus", "0-31");
    text_is(json, "evidence", "numa_nodes", "0-1");
    text_is(json, "evidence", "binary_sha256", "abc");
    assert_true(number(json, "evidence", "huge_bytes") == 8192);
    assert_true(number(json, "evidence", "region_bytes") == 16384);
    assert_true(number(json, "evidence", "page_bytes") == 4096);
    assert_true(number(json, "evidence", "containers") == 2);
    assert_true(number(json, "evidence", "overlap") == 0.95);
    assert_null(json_object_get(json_object_get(json, "evidence"), "stores_trial"));
    assert_true(number(json, "usage", "wall_s") == 2.1);
    assert_true(number(json, "usage", "user_s") == 6);
    assert_true(number(json, "usage", "minor_faults") == 14);
    assert_int_equal(json_array_size(json_object_get(json, "checks")), 3);
    assert_true(json_is_true(json_object_get(check_named(json, "overlap"), "ok")));
    assert_true(json_equal(json_array_get(json_object_get(json, "parts"), 1), record[1]));
}

static void order_of_results_does_not_matter(void **state) {
    (void)state;
    json_t *results = json_object_get(record[1], "results");
    json_array_append(results, json_array_get(results, 0));
    json_array_remove(results, 0);
    cleanup_json json_t *json = merged(1);
    const json_t *copy = json_array_get(json_object_get(json, "results"), 0);
    assert_true(json_number_value(json_object_get(copy, "value")) == 81);
}

static void a_failed_check_stays_failed(void **state) {
    (void)state;
    json_t *check = json_array_get(json_object_get(record[1], "checks"), 0);
    json_object_set_new(check, "ok", json_false());
    cleanup_json json_t *json = merged(1);
    const json_t *checks = json_object_get(json, "checks");
    assert_true(json_is_true(json_object_get(json_array_get(checks, 0), "ok")));
    assert_true(json_is_false(json_object_get(json_array_get(checks, 1), "ok")));
}

static void too_little_overlap_is_a_failed_check(void **state) {
    (void)state;
    static const double overlaps[] = {0.899, 0, -1, NAN};
    for (size_t i = 0; i < sizeof overlaps / sizeof *overlaps; i++) {
        cleanup_json json_t *json = merged(overlaps[i]);
        assert_true(json_is_false(json_object_get(check_named(json, "overlap"), "ok")));
    }
    cleanup_json json_t *json = merged(0.9);
    assert_true(json_is_true(json_object_get(check_named(json, "overlap"), "ok")));
}

static void refused(const char *text) {
    struct error err = {.text = ""};
    cleanup_json json_t *json = record_merge(record, 2, yields, 1, &err);
    assert_null(json);
    if (!strstr(err.text, text))
        fail_msg("'%s' does not say '%s'", err.text, text);
}

static void set(const char *object, const char *key, json_t *value) {
    json_object_set_new(json_object_get(record[1], object), key, value);
}

static void other_binaries_are_refused(void **state) {
    (void)state;
    static const char *const keys[] = {"binary_sha256", "isa", "blas_core", "surroundings"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        set("evidence", keys[i], json_string("other"));
        refused(keys[i]);
        release(NULL);
        fill(NULL);
    }
}

static void other_parameters_are_refused(void **state) {
    (void)state;
    set("parameters", "numa", json_string("interleave"));
    refused("different parameters: numa");
    set("parameters", "numa", json_string("local"));
    set("parameters", "extra", json_integer(1));
    refused("different parameters: extra");
    json_object_del(record[0], "parameters");
    refused("no parameters");
}

static void latencies_are_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++)
        json_array_append_new(json_object_get(record[i], "results"),
                              json_pack("{s:s,s:s,s:s,s:f}", "metric", "latency", "x", "p99",
                                        "unit", "us", "value", 3.0));
    refused("latency in us is no rate");
}

static void other_results_are_refused(void **state) {
    (void)state;
    json_t *triad = json_array_get(json_object_get(record[1], "results"), 1);
    json_object_set_new(triad, "x", json_string("add"));
    refused("not every container reports bandwidth triad");
    json_array_remove(json_object_get(record[1], "results"), 1);
    refused("different results");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rates_and_resources_are_summed, fill, release),
        cmocka_unit_test_setup_teardown(order_of_results_does_not_matter, fill, release),
        cmocka_unit_test_setup_teardown(a_failed_check_stays_failed, fill, release),
        cmocka_unit_test_setup_teardown(too_little_overlap_is_a_failed_check, fill, release),
        cmocka_unit_test_setup_teardown(other_binaries_are_refused, fill, release),
        cmocka_unit_test_setup_teardown(other_parameters_are_refused, fill, release),
        cmocka_unit_test_setup_teardown(latencies_are_refused, fill, release),
        cmocka_unit_test_setup_teardown(other_results_are_refused, fill, release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
