/* test_outputs.c - all that is written of a run, where something is missing or fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "report_page.h"

static void without_gnuplot_all_else_is_there(void **state) {
    (void)state;
    struct results results;
    struct error err = {0};
    load(DATA "results-stream", &results);
    draw(&results, NULL, &err); /* leaves charts where there is a gnuplot */
    assert_int_equal(draw(&results, "/nonexistent", &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "gnuplot-nox"));
    assert_int_equal(access(scratch_path("figures/fig02.csv"), R_OK), 0);
    assert_int_equal(access(scratch_path("figures/fig02.svg"), F_OK), -1);
    cleanup_free char *html = page();
    assert_null(strstr(html, "<svg"));
    assert_non_null(strstr(html, "no chart figures/fig02.svg"));
    results_free(&results);
}

/* That gnuplot is missing must not hide what else failed. */
static void other_failures_stand_before_gnuplot(void **state) {
    (void)state;
    static const char *const blocked[] = {"figures/fig02.csv", "report.html"};
    struct results results;
    load(DATA "results-stream", &results);
    assert_int_equal(mkdir(scratch_path("figures"), 0777), 0);
    for (size_t i = 0; i < 2; i++) {
        struct error err = {0};
        remove(scratch_path(blocked[i])); /* of the turn before */
        assert_int_equal(mkdir(scratch_path(blocked[i]), 0777), 0);
        assert_int_equal(draw(&results, "/nonexistent", &err), -1);
        assert_int_equal(err.status, STATUS_FAILED);
        assert_non_null(strstr(err.text, blocked[i]));
        assert_int_equal(rmdir(scratch_path(blocked[i])), 0);
    }
    results_free(&results);
}

static void a_run_without_records(void **state) {
    (void)state;
    struct results results;
    struct error err = {0};
    copy(DATA "results-stream", "plan.json");
    assert_int_equal(results_load(scratch, PAPER, &results, &err), 0);
    draw(&results, NULL, &err);
    cleanup_free char *html = page();
    assert_non_null(strstr(html, "15 cells planned, 0 recorded, 0 valid"));
    assert_non_null(strstr(html, "fig02/kvm/r5</code>: not recorded"));
    results_free(&results);
}

static void what_cannot_be_loaded(void **state) {
    (void)state;
    struct results results;
    struct error err = {0};
    assert_int_equal(results_load(scratch, PAPER, &results, &err), -1);
    assert_non_null(strstr(err.text, "plan.json"));
    copy(DATA "results-stream", "plan.json");
    scratch_write("machine.json", "[]");
    assert_int_equal(results_load(scratch, PAPER, &results, &err), -1);
    assert_non_null(strstr(err.text, "machine.json: not a JSON object"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_gnuplot_all_else_is_there, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(other_failures_stand_before_gnuplot, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_run_without_records, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_cannot_be_loaded, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
