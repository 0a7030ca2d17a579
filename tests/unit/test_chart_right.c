/* test_chart_right.c - the right axis of a chart of lines: when it is there, and what it says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/process.h"
#include "common/cleanup.h"
#include "drawn.h"
#include "report/chart_right.h"
#include "small_results.h"

static struct small_results small;

/* native, docker and kvm at 1 and 4 threads, with a right axis. */
static int lines(void **state) {
    small_results(&small);
    small.results.plan.figure[0].sweep_key = (char *)"threads";
    small.summary.shown.chart = "lines";
    small.summary.shown.right = RIGHT_OVERHEAD;
    for (size_t i = 0; i < 6; i++)
        small.row[i].x = i % 2 ? "4" : "1";
    return scratch_make(state);
}

static void set_ratio(size_t row, double ratio) {
    small.row[row].against.ratio = (struct estimate){5, ratio, NAN, NAN};
}

static void overheads_stand_on_the_right(void **state) {
    (void)state;
    cleanup_free char *svg = drawn(chart_write, &small.results, &small.summary);
    assert_non_null(strstr(svg, ">overhead against native, %<"));
    assert_non_null(strstr(svg, ">overhead (right)<"));
    assert_non_null(strstr(svg, ">+10<"));
    assert_non_null(strstr(svg, chart_right_caption));
    assert_non_null(strstr(svg, "stroke-dasharray"));
}

static void only_where_they_are_asked_for(void **state) {
    (void)state;
    small.summary.shown.right = RIGHT_NONE;
    cleanup_free char *none = drawn(chart_write, &small.results, &small.summary);
    assert_null(strstr(none, "overhead"));
    small.summary.shown.right = RIGHT_OVERHEAD;
    small.summary.shown.chart = "bars";
    assert_false(chart_right_present(&small.summary));
}

static void not_where_nothing_has_a_ratio(void **state) {
    (void)state;
    for (size_t i = 2; i < 6; i++)
        set_ratio(i, NAN);
    assert_false(chart_right_present(&small.summary));
    set_ratio(3, 1.1); /* one point is enough */
    assert_true(chart_right_present(&small.summary));
    cleanup_free char *svg = drawn(chart_write, &small.results, &small.summary);
    assert_non_null(strstr(svg, ">overhead (right)<"));
    small.summary.series_count = 1;
    small.summary.row_count = 2;
    assert_false(chart_right_present(&small.summary));
}

/* The script's tics, in the order in which they stand there: "-10 -5 0". */
static void tics_are(const char *wanted) {
    cleanup_free char *script = NULL;
    size_t size = 0;
    char found[256] = "";
    double at[] = {1, 4};
    struct chart_axis axis = {.lines = true, .numeric = true, .count = 2, .at = at};
    FILE *out = open_memstream(&script, &size);
    assert_non_null(out);
    chart_right_put(out, &small.summary, &axis);
    assert_int_equal(fclose(out), 0);
    static const char lead[] = "y2tics add ('";
    for (const char *tic = strstr(script, lead); tic; tic = strstr(tic + 1, lead)) {
        const char *text = tic + sizeof lead - 1;
        size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "%s%.*s", used ? " " : "",
                 (int)strcspn(text, "'"), text);
    }
    assert_string_equal(found, wanted);
}

static void all(double first, double second) {
    for (size_t i = 2; i < 6; i++)
        set_ratio(i, i % 2 ? second : first);
}

static void tics_are_round(void **state) {
    (void)state;
    all(0.62, 0.98);
    tics_are("-40 -30 -20 -10 0");
    all(1.02, 1.6);
    tics_are("0 +20 +40 +60");
    all(0.9999, 1.0001); /* the margin keeps noise small */
    tics_are("-1.0 -0.5 0.0 +0.5 +1.0");
    small.summary.margin = 0;
    tics_are("-0.2 -0.1 0.0 +0.1 +0.2");
}

static void factors_are_logarithmic(void **state) {
    (void)state;
    char title[128];
    all(0.3, 1.1);
    tics_are("-70 -50 -30 0");
    assert_string_equal(chart_right_title(&small.summary, title, sizeof title),
                        "overhead against native, % (log)");
    all(0.05, 21);
    tics_are("-95 -90 -80 -50 0 +100 +400 +900 +1900");
    all(0.001, 1.1);
    tics_are("-99.9 -99 -90 0");
}

static void a_line_ends_where_a_value_is_missing(void **state) {
    (void)state;
    cleanup_free char *script = NULL;
    size_t size = 0;
    double at[] = {1, 4};
    struct chart_axis axis = {.lines = true, .numeric = true, .count = 2, .at = at};
    set_ratio(2, NAN);
    set_ratio(3, 1.25);
    FILE *out = open_memstream(&script, &size);
    chart_right_put(out, &small.summary, &axis);
    assert_int_equal(fclose(out), 0);
    assert_non_null(strstr(script, "$o1 << EOD\n\n4 1.25\nEOD\n"));
    assert_null(strstr(script, "$o0"));
}

static void what_has_no_ratio_is_announced(void **state) {
    (void)state;
    char notes[256];
    assert_null(chart_right_notes(&small.summary, false, notes, sizeof notes));
    small_difference(&small.row[2], (struct estimate){5, -0.01, -0.02, 0.01});
    cleanup_free char *svg = drawn(chart_write, &small.results, &small.summary);
    assert_non_null(strstr(svg, "No hollow point: the table tells a difference."));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define WITH_LINES(test) cmocka_unit_test_setup_teardown(test, lines, scratch_remove)
        WITH_LINES(overheads_stand_on_the_right),
        WITH_LINES(only_where_they_are_asked_for),
        WITH_LINES(not_where_nothing_has_a_ratio),
        WITH_LINES(tics_are_round),
        WITH_LINES(factors_are_logarithmic),
        WITH_LINES(a_line_ends_where_a_value_is_missing),
        WITH_LINES(what_has_no_ratio_is_announced),
    };
    process_catch_signals();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
