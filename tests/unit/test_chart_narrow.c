/* test_chart_narrow.c - drawings for phones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "drawn.h"
#include "report/chart_parts.h"
#include "report/gnuplot.h"
#include "small_results.h"

static void each_chart_is_as_wide_as_a_phone(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    static const char *const charts[] = {"bars", "lines", "forest"};
    static output_writer *const writers[] = {chart_write, chart_ratio_write};
    for (size_t i = 0; i < 6; i++) {
        small.summary.shown.chart = charts[i / 2];
        cleanup_free char *svg =
            drawn_as("chart" CHART_NARROW, writers[i % 2], results, &small.summary);
        assert_non_null(strstr(svg, "viewBox=\"0 0 340 "));
        assert_non_null(strstr(svg, "emulated, not KVM"));
    }
}

static void long_words_go_on_in_the_next_line(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.summary.shown.title = "one two three four five six seven eight nine ten eleven twelve";
    cleanup_free char *svg = drawn_as("chart" CHART_NARROW, chart_write, results, &small.summary);
    assert_null(strstr(svg, small.summary.shown.title));
    assert_non_null(strstr(svg, "one two three"));
    assert_non_null(strstr(svg, "twelve"));
}

/* Names that would run into each other stand upright, with room below. */
static void names_that_do_not_fit_stand_upright(void **state) {
    (void)state;
    struct small_results small;
    small_results(&small);
    assert_int_equal(chart_tic_room(&small.summary, 780), 0);
    for (size_t i = 0; i < 6; i++)
        small.row[i].x = i % 2 ? "client-to-the-server" : "server-to-the-client";
    assert_int_equal(chart_tic_room(&small.summary, 780), 0);
    assert_true(chart_tic_room(&small.summary, 270) > 60);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_chart_is_as_wide_as_a_phone, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(long_words_go_on_in_the_next_line, scratch_make,
                                        scratch_remove),
        cmocka_unit_test(names_that_do_not_fit_stand_upright),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
