/* test_csv.c - the columns of figNN.csv (docs/results.md). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "scratch.h"
#include "small_results.h"

static char *printed(const struct results *results, bool header) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    csv_print(&results->summary[0], header, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void columns_and_empty_fields(void **state) {
    (void)state;
    struct small_results small;
    cleanup_free char *text = printed(small_results(&small), true);
    assert_string_equal(
        text, "figure,series,x,metric,unit,n,mean,sd,median,ratio,ratio_lo,ratio_hi,"
              "difference,difference_lo,difference_hi,p,"
              "sd_slices,rounds,sd_blocks,sd_boots,lag1,n_effective,skewness,resolves,"
              "more_blocks,verdict\n"
              "fig02,native,copy,bandwidth,GB/s,5,10,0.05,10,1,,,,,,,,,,,,,,,,\n"
              "fig02,native,triad,bandwidth,GB/s,5,20,0.05,20,1,,,,,,,,,,,,,,,,\n"
              "fig02,docker,copy,bandwidth,GB/s,5,9.99,0.05,9.99,0.999,0.99,1.01,,,,,,,,,,,,"
              "0.0134795861,1,\"not resolved, at most 1 %; about 1 more block\"\n"
              "fig02,docker,triad,bandwidth,GB/s,5,22,0.05,22,1.1,1.05,1.15,,,,,,,,,,,,"
              "0.0627942288,50,gains 5-15 %\n"
              "fig02,kvm,copy,bandwidth,GB/s,5,9.87,0.05,9.87,0.987,0.98,0.994,,,,,,,,,,,,"
              "0.00954120352,0,\"small cost, at most 2 %\"\n"
              "fig02,kvm,triad,bandwidth,GB/s,1,19.5,,19.5,0.975,,,,,,,,,,,,,,,,too few blocks\n");
}

static void differences_have_columns_of_their_own(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small_difference(&small.row[2], (struct estimate){5, 0.25, -0.5, 1});
    cleanup_free char *text = printed(results, false);
    assert_non_null(strstr(text, "docker,copy,bandwidth,GB/s,5,9.99,0.05,9.99,,,,0.25,-0.5,1,,"));
}

static void awkward_texts_and_digits(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.summary.row_count = 1;
    small.row[0].x = "0,2 \"both\"";
    small.row[0].moments = (struct moments){0, NAN, NAN, NAN};
    small.row[0].against.ratio.value = 1.0 / 3;
    cleanup_free char *text = printed(results, false);
    assert_string_equal(
        text,
        "fig02,native,\"0,2 \"\"both\"\"\",bandwidth,GB/s,0,,,,0.333333333,,,,,,,,,,,,,,,,\n");
}

static void a_path_that_cannot_be_written(void **state) {
    (void)state;
    struct small_results small;
    struct error err = {0};
    assert_int_equal(
        csv_write(small_results(&small), &small.summary, "/nonexistent/fig02.csv", &err), -1);
    assert_int_equal(err.status, STATUS_FAILED);
    assert_non_null(strstr(err.text, "/nonexistent/fig02.csv"));
}

static void a_full_disk(void **state) {
    (void)state;
    struct small_results small;
    struct error err = {0};
    if (access("/dev/full", W_OK) != 0)
        skip();
    const char *file = scratch_path("full.csv");
    assert_int_equal(symlink("/dev/full", file), 0);
    assert_int_equal(csv_write(small_results(&small), &small.summary, file, &err), -1);
    assert_non_null(strstr(err.text, "No space left"));
    assert_int_equal(access(file, F_OK), -1); /* no half of a table stays */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_and_empty_fields),
        cmocka_unit_test(differences_have_columns_of_their_own),
        cmocka_unit_test(awkward_texts_and_digits),
        cmocka_unit_test(a_path_that_cannot_be_written),
        cmocka_unit_test_setup_teardown(a_full_disk, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
