/* test_chart_points.c - the dots of blocks, or their density. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "drawn.h"
#include "report/chart_points.h"
#include "report/chart_whiskers.h"
#include "small_results.h"

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

/* The picture reaches to every block, but for those that would flatten all others: these are told.
 */
static void blocks_beyond_the_picture_are_told(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    const double near_by[] = {9, 10, 11, 14}, far_off[] = {1, 1, 1, 1, 1, 30};
    small.summary.shown.chart = "bars";
    small.row[0].values = near_by;
    small.row[0].blocks = 4;
    small.row[0].moments = moments_of(near_by, 4);
    assert_true(chart_points_highest(&small.row[0]) == 14);
    cleanup_free char *all = drawn(chart_write, results, &small.summary);
    assert_null(strstr(all, "beyond the picture"));
    for (size_t i = 0; i < 6; i++) {
        small.row[i].values = far_off;
        small.row[i].blocks = i == 0 ? 6 : 5;
        small.row[i].moments = moments_of(far_off, small.row[i].blocks);
    }
    small.row[0].moments.sd = 0; /* no whisker is cut */
    cleanup_free char *one = drawn(chart_write, results, &small.summary);
    assert_non_null(strstr(one, "1 block lies beyond the picture."));
    assert_null(strstr(one, chart_cut_caption));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dot_for_each_block_that_counts),
        cmocka_unit_test(many_blocks_are_an_outline),
        cmocka_unit_test_setup_teardown(blocks_beyond_the_picture_are_told, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
