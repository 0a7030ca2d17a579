/* test_hgrm.c - the .hgrm file, read again by its columns, against exact percentiles. */
#include "harness/hgrm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "scratch.h"

enum { SAMPLES = 100000 };

static struct histogram *one_to_samples(void) {
    struct histogram *h = calloc(1, sizeof *h);
    for (uint64_t i = 1; i <= SAMPLES; i++)
        histogram_record(h, 1000 * i); /* i microseconds */
    return h;
}

static FILE *written(const struct histogram *h) {
    assert_int_equal(hgrm_write(h, scratch_path("x.hgrm"), NULL), 0);
    FILE *file = fopen(scratch_path("x.hgrm"), "r");
    assert_non_null(file);
    return file;
}

static void lines_are_percentiles(void **state) {
    (void)state;
    struct histogram *h = one_to_samples();
    FILE *file = written(h);
    char line[200];
    unsigned lines = 0, count, last = 0;
    double value, share, inverse, before = -1, mean = 0, deviation = 0;
    while (fgets(line, sizeof line, file)) {
        int read = sscanf(line, "%lf %lf %u %lf", &value, &share, &count, &inverse);
        if (read >= 3) {
            lines++;
            assert_true(share > before);
            /* At least this share of the samples, 1 to 100000 us, is at most the value. */
            assert_true(count >= share * SAMPLES);
            assert_true(value >= count);
            near(value, count, 0.008 * count + 1e-9);
            if (read == 4)
                near(inverse, 1 / (1 - share), 0.006);
            before = share;
            last = count;
        }
        sscanf(line, "#[Mean = %lf, StdDeviation = %lf]", &mean, &deviation);
    }
    assert_int_equal(last, SAMPLES);
    near(before, 1, 0);
    assert_true(lines > 35); /* 5 for each of some 8 halvings, down to the width of a bucket */
    near(mean, 50000.5, 0.01);
    near(deviation, SAMPLES / sqrt(12), 0.005 * SAMPLES);
    fclose(file);
    free(h);
}

static void one_sample_and_none(void **state) {
    (void)state;
    struct histogram *h = calloc(1, sizeof *h);
    char text[2000] = "";
    FILE *file = written(h);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    assert_non_null(strstr(text, "Total count    =            0]"));
    fclose(file);
    histogram_record(h, 5000);
    file = written(h);
    memset(text, 0, sizeof text);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    assert_non_null(strstr(text, "\n       5.000 1.000000000000          1\n"));
    fclose(file);
    free(h);
}

static void a_file_that_cannot_be_is_said(void **state) {
    (void)state;
    struct histogram *h = one_to_samples();
    struct error err = {0};
    assert_int_equal(hgrm_write(h, "/nowhere/x.hgrm", &err), -1);
    assert_non_null(strstr(err.text, "/nowhere/x.hgrm"));
    assert_int_equal(hgrm_write(h, "/dev/full", &err), -1);
    assert_non_null(strstr(err.text, "/dev/full: writing"));
    free(h);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_are_percentiles, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(one_sample_and_none, scratch_make, scratch_remove),
        cmocka_unit_test(a_file_that_cannot_be_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
