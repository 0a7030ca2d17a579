/* test_histogram.c - the log-linear histogram against exact statistics of known samples. */
#include "common/cleanup.h"
#include "harness/histogram.h"
#include "harness/record.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SAMPLES = 100000 };

static struct histogram *empty(void) {
    struct histogram *h = calloc(1, sizeof *h);
    assert_non_null(h);
    return h;
}

static uint64_t next_random(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static int ascending(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The shapes of real latencies: constant, uniform, one long tail, two humps far apart. */
static uint64_t draw(int shape, uint64_t *state) {
    double u = ((double)next_random(state) + 0.5) / 2147483648.0;
    switch (shape) {
    case 0:
        return 12345;
    case 1:
        return (uint64_t)(1e6 * u);
    case 2:
        return (uint64_t)(20e3 / pow(u, 0.7));
    default:
        return next_random(state) % 100 < 97 ? 9000 + (uint64_t)(1e3 * u)
                                             : 40000000 + (uint64_t)(1e6 * u);
    }
}

static void percentiles_are_within_a_bucket_of_the_exact_ones(void **state) {
    (void)state;
    static const unsigned asked[] = {5000, 9000, 9900, 9990};
    cleanup_free uint64_t *sample = calloc(SAMPLES, sizeof *sample);
    for (int shape = 0; shape < 4; shape++) {
        cleanup_free struct histogram *h = empty();
        uint64_t seed = 42 + (uint64_t)shape;
        double sum = 0;
        for (size_t i = 0; i < SAMPLES; i++) {
            sample[i] = draw(shape, &seed);
            sum += (double)sample[i];
            histogram_record(h, sample[i]);
        }
        qsort(sample, SAMPLES, sizeof *sample, ascending);
        assert_int_equal(h->count, SAMPLES);
        assert_int_equal(h->min_ns, sample[0]);
        assert_int_equal(h->max_ns, sample[SAMPLES - 1]);
        assert_true(fabs(histogram_mean(h) * 1e3 - sum / SAMPLES) <= 1e-12 * sum);
        for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
            double us, exact = 1e-3 * (double)sample[SAMPLES / 10000 * asked[i] - 1];
            assert_true(histogram_percentile(h, asked[i], &us));
            assert_true(fabs(us - exact) <= 0.008 * exact);
        }
    }
}

/* A bucket is 2 us wide there; its steps would hide what the second half is more. */
static void percentiles_have_no_steps(void **state) {
    (void)state;
    double us[2];
    for (int more = 0; more < 2; more++) {
        cleanup_free struct histogram *h = empty();
        for (uint64_t i = 0; i < 20000; i++)
            histogram_record(h, 290000 + i + 500 * (uint64_t)more);
        assert_true(histogram_percentile(h, 5000, &us[more]));
    }
    assert_true(fabs(us[1] - us[0] - 0.5) < 0.01);
}

static void every_value_lies_in_a_bucket_at_most_one_percent_wide(void **state) {
    (void)state;
    for (size_t i = 1; i < HISTOGRAM_BUCKETS; i++) {
        uint64_t lower = histogram_upper(i - 1) + 1, upper = histogram_upper(i);
        assert_true(lower <= upper && (double)(upper - lower) <= 0.01 * (double)lower);
        cleanup_free struct histogram *h = empty();
        histogram_record(h, lower);
        histogram_record(h, upper);
        assert_int_equal(h->bucket[i], 2);
    }
    assert_true(histogram_upper(HISTOGRAM_BUCKETS - 1) == UINT64_MAX);
}

static void merging_equals_recording_together(void **state) {
    (void)state;
    cleanup_free struct histogram *together = empty(), *merged = empty();
    uint64_t seed = 7;
    for (int thread = 0; thread < 4; thread++) {
        cleanup_free struct histogram *own = empty();
        for (int i = 0; i < 1000 * thread; i++) { /* the first stays empty */
            uint64_t ns = draw(2, &seed);
            histogram_record(together, ns);
            histogram_record(own, ns);
        }
        histogram_merge(merged, own);
    }
    assert_memory_equal(together, merged, sizeof *merged);
}

static void percentiles_need_ten_samples_beyond_them(void **state) {
    (void)state;
    static const struct {
        unsigned hundredths;
        int enough;
    } cases[] = {{5000, 20}, {9000, 100}, {9900, 1000}, {9990, 10000}, {9999, 100000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cleanup_free struct histogram *h = empty();
        double us;
        for (int n = 0; n < cases[i].enough; n++) {
            assert_false(histogram_percentile(h, cases[i].hundredths, &us));
            histogram_record(h, 1000);
        }
        assert_true(histogram_percentile(h, cases[i].hundredths, &us));
    }
}

static void the_report_holds_what_the_samples_support(void **state) {
    (void)state;
    cleanup_free struct histogram *h = empty();
    cleanup_json json_t *record = record_new("netrr", json_object(), NULL);
    struct error err = {0};
    assert_int_equal(histogram_report(h, "", "", record, &err), -1);
    assert_int_equal(err.status, STATUS_FAILED);
    for (uint64_t ns = 1; ns <= 200; ns++)
        histogram_record(h, ns);
    assert_int_equal(histogram_report(h, "read-", "read", record, &err), 0);

    static const char *const names[] = {"read-min", "read-mean", "read-p50", "read-p90",
                                        "read-max"};
    static const double values[] = {0.001, 0.1005, 0.1, 0.18, 0.2};
    json_t *results = json_object_get(record, "results");
    assert_int_equal(json_array_size(results), 5);
    for (size_t i = 0; i < 5; i++) {
        json_t *result = json_array_get(results, i);
        assert_string_equal(json_string_value(json_object_get(result, "x")), names[i]);
        double value = json_real_value(json_object_get(result, "value"));
        assert_true(fabs(value - values[i]) < 1e-12);
    }
    json_t *first = json_array_get(json_object_get(record, "histograms"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "x")), "read");
    assert_string_equal(json_string_value(json_object_get(first, "unit")), "us");
    json_t *buckets = json_object_get(first, "buckets");
    assert_int_equal(json_array_size(buckets), 200);
    assert_true(fabs(json_real_value(json_array_get(json_array_get(buckets, 199), 0)) - 0.2) <
                1e-12);
    assert_int_equal(json_integer_value(json_array_get(json_array_get(buckets, 199), 1)), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_are_within_a_bucket_of_the_exact_ones),
        cmocka_unit_test(percentiles_have_no_steps),
        cmocka_unit_test(every_value_lies_in_a_bucket_at_most_one_percent_wide),
        cmocka_unit_test(merging_equals_recording_together),
        cmocka_unit_test(percentiles_need_ten_samples_beyond_them),
        cmocka_unit_test(the_report_holds_what_the_samples_support),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
