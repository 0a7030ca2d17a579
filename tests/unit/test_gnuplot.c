/* test_gnuplot.c - the frame of a chart, its words, and a gnuplot that is missing or fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/process.h"
#include "common/cleanup.h"
#include "needs.h"
#include "report/gnuplot.h"
#include "scratch.h"
#include "small_results.h"

static void without_gnuplot(void **state) {
    (void)state;
    struct small_results small;
    struct error err = {0};
    cleanup_free char *search = strdup(getenv("PATH"));
    assert_int_equal(setenv("PATH", "/nonexistent", 1), 0);
    int status =
        chart_write(small_results(&small), &small.summary, scratch_path("fig02.svg"), &err);
    assert_int_equal(setenv("PATH", search, 1), 0);
    assert_int_equal(status, -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "gnuplot-nox"));
    assert_int_equal(access(scratch_path("fig02.svg"), F_OK), -1);
}

/* A gnuplot that is there and fails is a failure, however it fails. */
static void gnuplot_that_fails(void **state) {
    (void)state;
    static const char *const programs[] = {"#!/bin/sh\necho 'no fonts' >&2; echo >&2; exit 1\n",
                                           "#!/nonexistent/interpreter\n"};
    static const char *const causes[] = {"gnuplot failed: no fonts", "cannot be started"};
    struct small_results small;
    for (size_t i = 0; i < 2; i++) {
        struct error err = {0};
        assert_int_equal(chmod(scratch_write("gnuplot", programs[i]), 0755), 0);
        cleanup_free char *search = strdup(getenv("PATH"));
        assert_int_equal(setenv("PATH", scratch, 1), 0);
        int status =
            chart_write(small_results(&small), &small.summary, scratch_path("fig02.svg"), &err);
        assert_int_equal(setenv("PATH", search, 1), 0);
        assert_int_equal(status, -1);
        assert_int_equal(err.status, STATUS_FAILED);
        assert_non_null(strstr(err.text, causes[i]));
    }
}

static void other_endings_are_refused(void **state) {
    (void)state;
    struct small_results small;
    struct error err = {0};
    assert_int_equal(
        chart_write(small_results(&small), &small.summary, scratch_path("fig02.gif"), &err), -1);
    assert_non_null(strstr(err.text, ".svg or .png"));
}

static void a_broken_script_is_an_error(void **state) {
    (void)state;
    struct error err = {0};
    needs_gnuplot();
    assert_int_equal(gnuplot_draw("plot nonsense(\n", scratch_path("x.svg"), &err), -1);
    assert_int_equal(err.status, STATUS_FAILED);
}

static void long_names_wrap(void **state) {
    (void)state;
    struct chart_frame few = {0}, many = {0}, huge = {0};
    gnuplot_legend(&few, 3, strlen("docker"));
    assert_int_equal(few.legend.rows, 1);
    gnuplot_legend(&many, 6, strlen("docker-host-overlay"));
    assert_int_equal(many.legend.columns, 3);
    assert_int_equal(many.legend.rows, 2);
    gnuplot_legend(&huge, 2, 200);
    assert_int_equal(huge.legend.rows, 2);
    assert_true(gnuplot_area(&many).top < gnuplot_area(&few).top);
}

static void texts_cannot_leave_their_quotes(void **state) {
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    gnuplot_quote(out, "it's\n`id`");
    fputc(' ', out);
    gnuplot_bold(out, "a_b'{c}\\");
    fclose(out);
    assert_string_equal(text, "'it''s `id`' '{/:Bold a\\_b''\\{c\\}\\\\}'");
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_gnuplot, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(gnuplot_that_fails, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(other_endings_are_refused, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_broken_script_is_an_error, scratch_make, scratch_remove),
        cmocka_unit_test(long_names_wrap),
        cmocka_unit_test(texts_cannot_leave_their_quotes),
    };
    process_catch_signals(); /* as virtax does: a gnuplot that ends early is an error, no signal */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
