/* test_chart.c - charts through gnuplot: bars, ratios, forests, lines, and what stands in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/process.h"
#include "common/cleanup.h"
#include "drawn.h"
#include "report/chart_whiskers.h"
#include "report/gnuplot.h"
#include "report/reading.h"
#include "small_results.h"
#include "statistics/effects.h"

static void bars_as_svg(void **state) {
    (void)state;
    struct small_results small;
    cleanup_free char *svg = drawn(chart_write, small_results(&small), &small.summary);
    assert_non_null(strstr(svg, "STREAM's bandwidth {one_socket}"));
    assert_non_null(strstr(svg, "emulated, not KVM"));
    assert_non_null(strstr(svg, "95 % t interval"));
    assert_non_null(strstr(svg, ">docker<"));
    assert_non_null(strstr(svg, "font-weight=\"bold\""));
    assert_null(strstr(svg, "<script"));
}

static void ratios_as_svg(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    struct paper_point points[] = {
        {NULL, "fig02", "native", "COPY", "", "", 20, 1, 10},
        {NULL, "fig02", "kvm", "COPY", "", "", 19, 1, 10},
    };
    cleanup_free char *without = drawn(chart_ratio_write, results, &small.summary);
    assert_null(strstr(without, "RC25482"));
    small.results.paper = (struct paper){2, points};
    small.results.plan.figure[0].paper = (char *)"fig02";
    small.summary.shown.paper = "fig02";
    cleanup_free char *with = drawn(chart_ratio_write, results, &small.summary);
    assert_non_null(strstr(with, "Diamonds: the ratio in IBM Research Report RC25482"));
}

static void effects_as_forest(void **state) {
    (void)state;
    struct small_results small;
    struct error err = {0};
    const struct results *results = small_results(&small);
    small.results.plan.figure[0].series[1].effect = (char *)"";
    small.results.plan.figure[0].series[2].effect = (char *)"pinning=on";
    for (size_t i = 0; i < small.summary.row_count; i++)
        small.row[i].of_effect =
            (struct comparison){{5, 1.5, 1.4, 1.6}, {0, NAN, NAN, NAN}, NAN, small_spread};
    struct summary effects;
    assert_int_equal(effects_of(&small.summary, &effects, &err), 0);
    cleanup_free char *svg = drawn(chart_ratio_write, results, &effects);
    summary_free(&effects);
    assert_non_null(strstr(svg, "Effect of each factor, as ratio to docker"));
    assert_non_null(strstr(svg, ">pinning=on  triad<"));
    assert_non_null(strstr(svg, ">+50.0 %<"));
    assert_null(strstr(svg, ">docker"));
}

/* A row for each environment below each result, whose name stands once; a legend tells colours. */
static void a_figure_as_forest(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.summary.shown.chart = "forest";
    static output_writer *const writers[] = {chart_write, chart_ratio_write};
    for (size_t i = 0; i < 2; i++) {
        cleanup_free char *svg = drawn(writers[i], results, &small.summary);
        assert_non_null(strstr(svg, "as ratio to native"));
        const char *first = strstr(svg, ">copy<"), *second = strstr(svg, ">triad<");
        assert_non_null(first);
        assert_non_null(second);
        assert_null(strstr(first + 1, ">copy<"));
        assert_null(strstr(svg, ">docker  copy<"));
        assert_non_null(strstr(svg, ">docker<"));
        assert_non_null(strstr(svg, ">kvm<"));
    }
}

/* Nothing to compare it with: bars. */
static void a_forest_of_one_series(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.summary.shown.chart = "forest";
    small.summary.series_count = 1;
    cleanup_free char *svg = drawn(chart_write, results, &small.summary);
    assert_null(strstr(svg, "as ratio to"));
    assert_non_null(strstr(svg, "Bars, lines, numbers"));
}

static void lines_as_png_at_double_size(void **state) {
    (void)state;
    struct small_results small;
    struct error err = {0};
    needs_gnuplot();
    const struct results *results = small_results(&small);
    small.results.plan.figure[0].chart = (char *)"lines";
    small.results.plan.figure[0].sweep_key = (char *)"threads";
    for (size_t i = 0; i < 6; i++)
        small.row[i].x = i % 2 ? "4" : "1";
    const char *path = scratch_path("fig02.png");
    assert_int_equal(chart_write(results, &small.summary, path, &err), 0);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    unsigned char head[24];
    assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
    fclose(file);
    assert_memory_equal(head, "\211PNG\r\n\032\n", 8);
    assert_int_equal(head[18] << 8 | head[19], 1800);
    assert_int_equal(head[22] << 8 | head[23], 1000);
}

/* In panels, since no line goes from one result to another; or for the shares of loads. */
static void lines_of_several_results(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    struct plan_figure *figure = &small.results.plan.figure[0];
    static const char *const both[] = {"all-p50", "all-p99"};
    static char *loads[] = {(char *)"4120", (char *)"20600"};
    static char *shares[] = {(char *)"10%", (char *)"50%"};
    figure->chart = (char *)"lines";
    figure->sweep_key = (char *)"rate";
    figure->sweep_values = (struct words){1, loads};
    small.summary.shown.chart = "lines";
    small.summary.shown.result = both;
    small.summary.shown.result_count = 2;
    cleanup_free char *panels = drawn(chart_write, results, &small.summary);
    assert_non_null(strstr(panels, ">all-p50<"));
    assert_non_null(strstr(panels, ">all-p99<"));

    figure->sweep_values.count = 2;
    figure->shares = (struct plan_shares){
        {2, shares}, (char *)"throughput", (char *)"req/s", (char *)"native", 41200};
    small.summary.shown.result_count = 1;
    for (size_t i = 0; i < 6; i++)
        small.row[i].value = i % 2;
    cleanup_free char *of_loads = drawn(chart_write, results, &small.summary);
    assert_non_null(strstr(of_loads, ">20600<"));
    assert_non_null(strstr(of_loads, ">50%<"));
    assert_non_null(strstr(of_loads, "rate, and its share of 41200 req/s, native"));
}

/* Nothing valid yet: a chart of no bars is still a chart. */
static void no_values_at_all(void **state) {
    (void)state;
    struct small_results small;
    struct error err = {0};
    needs_gnuplot();
    const struct results *results = small_results(&small);
    for (size_t i = 0; i < 6; i++) {
        small.row[i].moments = (struct moments){0, NAN, NAN, NAN};
        small.row[i].against.ratio = (struct estimate){0, NAN, NAN, NAN};
    }
    assert_int_equal(chart_write(results, &small.summary, scratch_path("fig02.svg"), &err), 0);
    assert_int_equal(
        chart_ratio_write(results, &small.summary, scratch_path("fig02-ratio.svg"), &err), 0);
}

static void what_is_no_ratio_is_announced(void **state) {
    (void)state;
    struct small_results small;
    needs_gnuplot();
    const struct results *results = small_results(&small);
    cleanup_free char *before = drawn(chart_ratio_write, results, &results->summary[0]);
    assert_null(strstr(before, "No dot: the table"));
    for (size_t i = 2; i < 4; i++)
        small_difference(&small.row[i], (struct estimate){5, -0.01, -0.02, 0.01});
    cleanup_free char *svg = drawn(chart_ratio_write, results, &results->summary[0]);
    assert_non_null(strstr(svg, "No dot: the table tells a difference instead of a ratio."));
    assert_null(strstr(svg, ">no valid pair<"));
}

static void cut_whiskers_are_announced(void **state) {
    (void)state;
    struct small_results small;
    needs_gnuplot();
    const struct results *results = small_results(&small);
    cleanup_free char *whole = drawn(chart_write, results, &results->summary[0]);
    cleanup_free char *whole_ratio = drawn(chart_ratio_write, results, &results->summary[0]);
    assert_null(strstr(whole, chart_cut_caption));
    assert_null(strstr(whole_ratio, chart_cut_caption));
    small.row[0].moments.sd = 40;
    small.row[2].against.ratio.hi = 5;
    cleanup_free char *cut = drawn(chart_write, results, &results->summary[0]);
    cleanup_free char *cut_ratio = drawn(chart_ratio_write, results, &results->summary[0]);
    assert_non_null(strstr(cut, chart_cut_caption));
    assert_non_null(strstr(cut_ratio, chart_cut_caption));
}

static void whiskers_end_within_the_picture(void **state) {
    (void)state;
    cleanup_free char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    struct chart_span span = {0, 10};
    chart_whisker_put(out, 1, 5, 4, 6, span);
    chart_whisker_put(out, 2, 5, -3, 13, span);
    chart_whisker_put(out, 3, 5, NAN, NAN, span);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, "1 5 4 0\n1 5 6 0\n2 5 0 1\n2 5 10 1\n");
    assert_false(chart_whisker_cut(0, 10, span));
    assert_true(chart_whisker_cut(-0.1, 10, span));
    assert_true(chart_whisker_cut(0, 10.1, span));
    assert_false(chart_whisker_cut(NAN, NAN, span));
}

/* A series without values stays visible as such. */
static void an_empty_series_is_in_the_legend(void **state) {
    (void)state;
    struct small_results small;
    needs_gnuplot();
    const struct results *results = small_results(&small);
    for (size_t i = 4; i < 6; i++) {
        small.row[i].moments = (struct moments){0, NAN, NAN, NAN};
        small.row[i].against.ratio = (struct estimate){0, NAN, NAN, NAN};
    }
    cleanup_free char *bars = drawn(chart_write, results, &results->summary[0]);
    assert_non_null(strstr(bars, ">kvm<"));
    assert_non_null(strstr(bars, ">none<"));
    cleanup_free char *ratios = drawn(chart_ratio_write, results, &results->summary[0]);
    assert_non_null(strstr(ratios, ">no valid pair<"));
}

static void long_subtitles_are_cut(void **state) {
    (void)state;
    struct small_results small;
    needs_gnuplot();
    const struct results *results = small_results(&small);
    char model[201] = "Processor ";
    memset(model + 10, 'x', 180);
    cleanup_json json_t *machine = json_pack("{s:{s:s}}", "before", "cpu_model", model);
    assert_non_null(machine);
    small.results.machine = machine;
    cleanup_free char *svg = drawn(chart_write, results, &results->summary[0]);
    assert_non_null(strstr(svg, "Processor xxx"));
    assert_non_null(strstr(svg, "xxx…<"));
    assert_null(strstr(svg, model));
    assert_int_equal(text_head("short", 10), 5);
    assert_int_equal(text_head("abµcd", 3), 2);
    assert_int_equal(text_head("abµcd", 4), 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bars_as_svg, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(ratios_as_svg, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(effects_as_forest, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_figure_as_forest, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_forest_of_one_series, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(lines_of_several_results, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(lines_as_png_at_double_size, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(no_values_at_all, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_is_no_ratio_is_announced, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(cut_whiskers_are_announced, scratch_make, scratch_remove),
        cmocka_unit_test(whiskers_end_within_the_picture),
        cmocka_unit_test_setup_teardown(an_empty_series_is_in_the_legend, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(long_subtitles_are_cut, scratch_make, scratch_remove),
    };
    process_catch_signals(); /* as virtax does: a gnuplot that ends early is an error, no signal */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
