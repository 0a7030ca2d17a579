/* test_chart_narrow.c - drawings for phones, and the dots of blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "common/smallfile.h"
#include "needs.h"
#include "report/chart_points.h"
#include "report/gnuplot.h"
#include "scratch.h"
#include "small_results.h"

static char *drawn(output_writer *draw, const struct results *results,
                   const struct summary *summary) {
    struct error err = {0};
    needs_gnuplot();
    const char *path = scratch_path("chart" CHART_NARROW);
    if (draw(results, summary, path, &err) < 0)
        fail_msg("%s", err.text);
    char *svg = small_file_read(path, &err);
    assert_non_null(svg);
    return svg;
}

static void each_chart_is_as_wide_as_a_phone(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    static const char *const charts[] = {"bars", "lines", "forest"};
    static output_writer *const writers[] = {chart_write, chart_ratio_write};
    for (size_t i = 0; i < 6; i++) {
        small.summary.shown.chart = charts[i / 2];
        cleanup_free char *svg = drawn(writers[i % 2], results, &small.summary);
        assert_non_null(strstr(svg, "viewBox=\"0 0 340 "));
        assert_non_null(strstr(svg, "emulated, not KVM"));
    }
}

static void long_words_go_on_in_the_next_line(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.summary.shown.title = "one two three four five six seven eight nine ten eleven twelve";
    cleanup_free char *svg = drawn(chart_write, results, &small.summary);
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

static size_t lines_of(const char *script, const char *from) {
    const char *at = strstr(script, from), *end = at ? strstr(at, "EOD\n$") : NULL;
    size_t lines = 0;
    assert_non_null(at);
    end = end ? end : at + strlen(at);
    for (at = strchr(at, '\n') + 1; at < end && strncmp(at, "EOD", 3) != 0;
         at = strchr(at, '\n') + 1)
        lines++;
    return lines;
}

/* What chart_points_put writes for row 0 of native, the only one with values. */
static char *points(struct small_results *small, const double *values, size_t count) {
    char *script = NULL;
    size_t size = 0;
    struct error err = {0};
    struct chart_axis axis;
    small->row[0].values = values;
    small->row[0].blocks = count;
    small->row[0].moments = moments_of(values, count);
    small->summary.shown.chart = "bars";
    assert_int_equal(chart_axis_make(&small->summary, &axis, &err), 0);
    FILE *out = open_memstream(&script, &size);
    assert_non_null(out);
    chart_points_put(out, &small->summary, &axis, (struct chart_span){0, 20});
    chart_axis_free(&axis);
    assert_int_equal(fclose(out), 0);
    return script;
}

static void a_dot_for_each_block_that_counts(void **state) {
    (void)state;
    struct small_results small;
    small_results(&small);
    const double values[] = {9, 10, NAN, 11, 30}; /* the last is above the picture */
    cleanup_free char *script = points(&small, values, 5);
    assert_int_equal(lines_of(script, "$b0 << EOD"), 3);
    assert_int_equal(lines_of(script, "$d0 << EOD"), 0);
    assert_int_equal(lines_of(script, "$b1 << EOD"), 0);
}

static void many_blocks_are_an_outline(void **state) {
    (void)state;
    struct small_results small;
    double values[60];
    small_results(&small);
    for (size_t i = 0; i < 60; i++)
        values[i] = 10 + (double)(i % 7) / 10;
    cleanup_free char *script = points(&small, values, 60);
    assert_int_equal(lines_of(script, "$b0 << EOD"), 0);
    assert_int_equal(lines_of(script, "$d0 << EOD"), 67); /* two sides of 33, and their end */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_chart_is_as_wide_as_a_phone, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(long_words_go_on_in_the_next_line, scratch_make,
                                        scratch_remove),
        cmocka_unit_test(names_that_do_not_fit_stand_upright),
        cmocka_unit_test(a_dot_for_each_block_that_counts),
        cmocka_unit_test(many_blocks_are_an_outline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
