/* test_slices.c - answers, and a sample of every result for every slice. */
#include "common/cleanup.h"
#include "harness/record.h"
#include "harness/slices.h"
#include "slices_fixture.h"

/* What each slice gives, by its number; a value below 0 is none. */
struct script {
    size_t slice;
    const double *rates, *values;
    bool twice, broken, waits;
    size_t waited;
};

static int run(void *state, struct slice *slice, struct error *err) {
    struct script *script = state;
    size_t n = script->slice++;
    if (slice_begin(slice, err) < 0 || slice_end(slice, err) < 0)
        return -1;
    if (script->broken)
        return error_failed(err, "the disk is gone");
    /* A rate of twice the work in 2 s, and the same work counted in another way. */
    if (script->rates[n] >= 0 &&
        (slice_rate(slice, "rate", "a", "units/s", 2 * script->rates[n], 2, err) < 0 ||
         slice_rate(slice, "bytes", "a", "B/s", 16 * script->rates[n], 2, err) < 0))
        return -1;
    for (int times = 0; times < 1 + script->twice; times++) {
        if (script->values[n] >= 0 &&
            slice_value(slice, "latency", "p99", "us", script->values[n], err) < 0)
            return -1;
    }
    return 0;
}

static int wait(void *state, struct error *err) {
    struct script *script = state;
    script->waited++;
    return script->waits ? error_failed(err, "the server is gone") : 0;
}

/* Does the script; *record is the caller's. */
static int follow(struct script *script, const char *orders, json_t **record, json_t **answers,
                  struct error *err) {
    const struct slicing slicing = {
        .state = script, .run = run, .wait = wait, .warming = "some warming"};
    *record = record_new("made-up", json_object(), NULL);
    struct streams streams = streams_take(orders);
    int result = slices_follow(&slicing, *record, err);
    *answers = streams_give_back(&streams);
    return result;
}

static const json_t *result_of(const json_t *record, const char *metric) {
    size_t i;
    json_t *result;
    json_array_foreach(json_object_get(record, "results"), i, result) {
        if (strcmp(json_string_value(json_object_get(result, "metric")), metric) == 0)
            return result;
    }
    return NULL;
}

static void assert_json(const json_t *value, const char *text) {
    cleanup_json json_t *expected = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(expected);
    if (!json_equal(value, expected)) {
        cleanup_free char *seen = json_dumps(value, JSON_ENCODE_ANY);
        fail_msg("%s is not %s", seen, text);
    }
}

static void each_slice_is_a_sample(void **state) {
    (void)state;
    static const double rates[] = {5, 9, 7, 1}, values[] = {-1, 4, -1, 2};
    struct script script = {.rates = rates, .values = values};
    cleanup_json json_t *record = NULL, *answers = NULL;
    assert_int_equal(
        follow(&script, "slice 1\nslice 1\nslice 1\nslice 1\nend\n", &record, &answers, NULL), 0);
    const json_t *rate = result_of(record, "rate"), *latency = result_of(record, "latency");
    assert_json(json_object_get(rate, "samples"), "[5.0, 9.0, 7.0, 1.0]");
    assert_json(json_object_get(rate, "value"), "6.0");
    assert_json(json_object_get(rate, "unit"), "\"units/s\"");
    assert_json(json_object_get(latency, "samples"), "[null, 4.0, null, 2.0]");
    assert_json(json_object_get(latency, "value"), "3.0");
    assert_json(json_object_get(json_object_get(record, "evidence"), "slice_warming"),
                "\"some warming\"");
    static const char *const times[] = {"begin_s", "end_s", "warm_s", "warm_cpu_s"};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(
            json_array_size(json_object_get(json_object_get(record, "slices"), times[i])), 4);
    assert_true(json_is_object(json_object_get(record, "usage")));
}

static void a_result_that_comes_late_has_no_samples_before(void **state) {
    (void)state;
    static const double rates[] = {-1, -1, 7}, values[] = {-1, 4, -1};
    struct script script = {.rates = rates, .values = values};
    cleanup_json json_t *record = NULL, *answers = NULL;
    assert_int_equal(follow(&script, "slice 1\nslice 1\nslice 1\n", &record, &answers, NULL), 0);
    assert_json(json_object_get(result_of(record, "rate"), "samples"), "[null, null, 7.0]");
    assert_json(json_object_get(result_of(record, "latency"), "samples"), "[null, 4.0, null]");
}

static void each_slice_is_answered(void **state) {
    (void)state;
    static const double rates[] = {5, -1}, values[] = {1, 1};
    struct script script = {.rates = rates, .values = values};
    cleanup_json json_t *record = NULL, *answers = NULL;
    assert_int_equal(follow(&script, "slice 0.5\nslice 0.5\n", &record, &answers, NULL), 0);
    assert_int_equal(json_array_size(answers), 2);
    const json_t *first = json_array_get(answers, 0), *second = json_array_get(answers, 1);
    assert_json(json_object_get(first, "slice"), "0");
    assert_json(json_object_get(second, "slice"), "1");
    assert_json(json_object_get(first, "work"), "{\"a\": 10.0}"); /* the first rate's */
    assert_json(json_object_get(second, "work"), "{}");
    assert_int_equal(json_object_size(first), 7);
    assert_true(json_number_value(json_object_get(first, "warm_s")) >= 0);
    assert_true(json_number_value(json_object_get(first, "begin_s")) <=
                json_number_value(json_object_get(first, "end_s")));
    assert_true(json_number_value(json_object_get(first, "end_s")) <=
                json_number_value(json_object_get(first, "answer_s")));
    assert_true(json_number_value(json_object_get(first, "answer_s")) <=
                json_number_value(json_object_get(second, "begin_s")));
    assert_int_equal(script.waited, 2); /* for both lines, which came at once, and for the end */
}

static void what_a_report_adds_later_does_not_count(void **state) {
    (void)state;
    static const double rates[] = {5}, values[] = {1};
    struct script script = {.rates = rates, .values = values};
    cleanup_json json_t *record = NULL, *answers = NULL;
    assert_int_equal(follow(&script, "slice 1\n", &record, &answers, NULL), 0);
    size_t before = json_array_size(json_object_get(record, "results"));
    cleanup_json json_t *usage = json_incref(json_object_get(record, "usage"));
    double whole = 3;
    assert_int_equal(record_result(record, "rate", "a", "units/s", &whole, 1, NULL), 0);
    assert_int_equal(record_result(record, "rate", "a", "units/s", NULL, 0, NULL), 0);
    assert_int_equal(record_usage(record, json_object(), NULL), 0);
    assert_int_equal(json_array_size(json_object_get(record, "results")), before);
    assert_ptr_equal(json_object_get(record, "usage"), usage);
}

static void assert_fails(struct script *script, const char *orders, int status, const char *why) {
    cleanup_json json_t *record = NULL, *answers = NULL;
    struct error err = {0};
    assert_int_equal(follow(script, orders, &record, &answers, &err), -1);
    assert_int_equal(err.status, status);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
    assert_null(json_object_get(record, "slices"));
}

static void failures_say_where(void **state) {
    (void)state;
    static const double rates[] = {5, 5}, values[] = {1, 1};
    struct script twice = {.rates = rates, .values = values, .twice = true};
    assert_fails(&twice, "slice 1\n", STATUS_FAILED, "latency p99: two values in one slice");
    struct script broken = {.rates = rates, .values = values, .broken = true};
    assert_fails(&broken, "slice 1\n", STATUS_FAILED, "slice 0: the disk is gone");
    struct script waits = {.rates = rates, .values = values, .waits = true};
    assert_fails(&waits, "slice 1\n", STATUS_FAILED, "the server is gone");
    struct script none = {.rates = rates, .values = values};
    assert_fails(&none, "end\n", STATUS_FAILED, "before the first slice");
    assert_fails(&none, "", STATUS_FAILED, "before the first slice");
    struct script garbage = {.rates = rates, .values = values};
    assert_fails(&garbage, "slice 1\nsl", STATUS_USAGE, "in the middle of a line");
    assert_int_equal(garbage.slice, 1);
}

static void rates_need_time_and_values_are_numbers(void **state) {
    (void)state;
    cleanup_json json_t *results = json_array();
    struct slice slice = {.results = results};
    assert_int_equal(slice_rate(&slice, "rate", "", "1/s", 5, 0, NULL), -1);
    assert_int_equal(slice_value(&slice, "value", "", "us", 0.0 / 0.0, NULL), -1);
    assert_int_equal(slice_rate(&slice, "rate", "", "1/s", 0, 1, NULL), 0);
    assert_int_equal(json_array_size(results), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_slice_is_a_sample),
        cmocka_unit_test(a_result_that_comes_late_has_no_samples_before),
        cmocka_unit_test(each_slice_is_answered),
        cmocka_unit_test(what_a_report_adds_later_does_not_count),
        cmocka_unit_test(failures_say_where),
        cmocka_unit_test(rates_need_time_and_values_are_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
