/* test_table.c - what a terminal and other programs are shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "small_results.h"

static char *printed(const struct results *results, enum table_format format, bool colour) {
    struct terminal terminal = {.colour = colour};
    char *text = NULL;
    size_t size = 0;
    struct error err = {0};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    summary_judge(&results->summary[0]); /* tests change rows */
    assert_int_equal(table_print(results, 0, format, &terminal, out, &err), 0);
    assert_int_equal(fclose(out), 0);
    return text;
}

static char *printed_within(const struct results *results, size_t width) {
    struct terminal terminal = {.columns = width};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(table_print(results, 0, TABLE_TEXT, &terminal, out, NULL), 0);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void text_is_aligned(void **state) {
    (void)state;
    struct small_results small;
    cleanup_free char *text = printed(small_results(&small), TABLE_TEXT, false);
    assert_string_equal(
        text,
        "fig02  STREAM's bandwidth {one_socket}  (emulated, not KVM)\n"
        "  profile quick, 5 rounds, CPUs 0, seed 42; bandwidth, higher is better\n"
        "\n"
        "  x      series  n   mean     sd  unit  overhead  95 % interval  reads as\n"
        "  copy   native  5  10.00  0.050  GB/s\n"
        "         docker  5   9.99  0.050  GB/s    -0.1 %   [-1.0, +1.0]  not resolved, at most "
        "1 %; about 1 more block\n"
        "         kvm     5   9.87  0.050  GB/s    -1.3 %   [-2.0, -0.6]  small cost, at most "
        "2 %\n"
        "\n"
        "  triad  native  5  20.00  0.050  GB/s\n"
        "         docker  5  22.00  0.050  GB/s   +10.0 %  [+5.0, +15.0]  gains 5-15 %\n"
        "         kvm     1  19.50      -  GB/s    -2.5 %        (n < 2)  too few blocks\n"
        "\n"
        "  overhead = series / native - 1, paired by block; cells: 15 planned, 12 recorded, "
        "11 valid\n"
        "  the words hold for all rows together (Holm, 5 %), with a margin of 1 %; each "
        "interval for its own row (95 %)\n"
        "  fewer than 10 blocks: where noise hits one series alone, and one way, an interval "
        "misses more often than once in 20\n");
}

static void colours_say_worse_better_undecided(void **state) {
    (void)state;
    struct small_results small;
    cleanup_free char *text = printed(small_results(&small), TABLE_TEXT, true);
    assert_non_null(strstr(text, "\033[31m    -1.3 %\033[0m"));
    assert_non_null(strstr(text, "\033[32m   +10.0 %\033[0m"));
    assert_non_null(strstr(text, "\033[2m    -0.1 %\033[0m"));
    assert_non_null(strstr(text, "\033[2m    -2.5 %\033[0m"));
    assert_non_null(strstr(text, "\033[31m  small cost, at most 2 %\033[0m\n"));
}

static void lower_latency_is_better(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.summary.shown.direction = LOWER_IS_BETTER;
    cleanup_free char *text = printed(results, TABLE_TEXT, true);
    assert_non_null(strstr(text, "\033[32m    -1.3 %\033[0m"));
    assert_non_null(strstr(text, "\033[31m   +10.0 %\033[0m"));
}

static void an_unknown_metric_is_not_judged(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.summary.shown.direction = DIRECTION_UNKNOWN;
    cleanup_free char *text = printed(results, TABLE_TEXT, true);
    assert_null(strstr(text, "\033[31m"));
    assert_null(strstr(text, "\033[32m"));
}

static void narrow_intervals_get_more_digits(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.row[2].against.ratio = (struct estimate){5, 0.99998, 0.9998, 1.0001};
    cleanup_free char *text = printed(results, TABLE_TEXT, false);
    assert_non_null(strstr(text, " 0.00 %  "));
    assert_null(strstr(text, "-0.00"));
    assert_non_null(strstr(text, "[-0.02, +0.01]"));
}

static void differences_are_in_the_unit(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small_difference(&small.row[3], (struct estimate){5, 2, 1.5, 2.5});
    small_difference(&small.row[4], (struct estimate){4, -0.13, -0.2, 0.001});
    small.row[4].unit = "%";
    cleanup_free char *text = printed(results, TABLE_TEXT, true);
    assert_non_null(strstr(text, "\033[32m  +2.00 GB/s\033[0m"));
    assert_non_null(strstr(text, " [+1.50, +2.50]\033[0m\033[32m  gains 1.5-2.5 GB/s\033[0m\n"));
    assert_non_null(strstr(text, " -0.13 pp\033[0m"));
    assert_non_null(
        strstr(text, "  [-0.20, 0.00] (4 pairs)\033[0m\033[2m  not resolved, at most 0.2 pp"));
    assert_non_null(strstr(text, "where a value is 0: series - native, in its unit"));
}

/* "+278.8 % (n < 2)" beside n = 6 said nothing of the cause. */
static void one_pair_of_many_values_is_told(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.row[4].against.ratio = (struct estimate){1, 3.788, NAN, NAN};
    cleanup_free char *text = printed(results, TABLE_TEXT, false);
    assert_non_null(strstr(text, "+278.8 %       (1 pair)  too few"));
}

static void a_narrow_terminal_goes_without(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    cleanup_free char *whole = printed_within(results, 110);
    assert_null(strstr(whole, "too narrow"));
    cleanup_free char *words = printed_within(results, 109);
    assert_non_null(
        strstr(words, "  x      series  n   mean  unit  overhead  95 % interval  reads as\n"));
    assert_non_null(strstr(words, "  too narrow for: sd\n"));
    cleanup_free char *numbers = printed_within(results, 80); /* sd comes back, the words do not */
    assert_non_null(
        strstr(numbers, "  x      series  n   mean     sd  unit  overhead  95 % interval\n"));
    assert_non_null(strstr(numbers, "  too narrow for: reads as\n"));
    cleanup_free char *text = printed_within(results, 60);
    assert_non_null(strstr(text, "  x      series  n   mean  unit  overhead  95 % interval\n"
                                 "  copy   native  5  10.00  GB/s\n"));
    assert_non_null(strstr(text, "  too narrow for: sd, reads as\n"));
    cleanup_free char *least = printed_within(results, 1);
    assert_non_null(strstr(least, "  x      series   mean  unit  overhead\n"));
}

static void missing_points_are_shown(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.row[4].moments = (struct moments){0, NAN, NAN, NAN};
    small.row[4].against.ratio = (struct estimate){0, NAN, NAN, NAN};
    cleanup_free char *text = printed(results, TABLE_TEXT, false);
    assert_non_null(
        strstr(text, "kvm     0      -      -  GB/s         -        (n < 2)  too few"));
}

static void warnings_and_verdict_follow(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.results.plan.warning[small.results.plan.warning_count++] = (char *)"no swap";
    small.summary.warning[small.summary.warning_count++] = (char *)"isa differs";
    small.summary.aa = (struct summary_aa){true, false, 4, 0.99975, 1, 2};
    cleanup_free char *text = printed(results, TABLE_TEXT, false);
    const char *first = strstr(text, "warning: isa differs\n");
    assert_non_null(first);
    assert_non_null(strstr(first, "warning: no swap\n"));
    assert_non_null(strstr(first, "A/A: native-2 / native FAILED: 1 of 4 rows outside the gate "
                                  "(each interval at 99.975 %"));
}

static void json_parses_back(void **state) {
    (void)state;
    struct small_results small;
    cleanup_free char *text = printed(small_results(&small), TABLE_JSON, true);
    cleanup_json json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    json_t *rows = json_object_get(json, "rows");
    assert_int_equal(json_array_size(rows), 6);
    json_t *row = json_array_get(rows, 5);
    assert_string_equal(json_string_value(json_object_get(row, "series")), "kvm");
    assert_true(json_is_null(json_object_get(row, "ratio_lo")));
    assert_true(json_real_value(json_object_get(row, "ratio")) == 0.975);
    assert_true(json_is_true(json_object_get(json, "emulated")));
    assert_true(json_real_value(json_object_get(json, "margin")) == 0.01);
    row = json_array_get(rows, 4);
    assert_string_equal(json_string_value(json_object_get(row, "verdict")),
                        "small cost, at most 2 %");
    assert_true(json_real_value(json_object_get(row, "more_blocks")) == 0);
    assert_true(json_is_null(json_object_get(row, "lag1")));
}

static void markdown_and_csv(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    cleanup_free char *markdown = printed(results, TABLE_MARKDOWN, true);
    assert_non_null(strstr(markdown, "(emulated, not KVM)\n\n| x | series |"));
    assert_non_null(strstr(markdown, "| copy | kvm | 5 | 9.87 | 0.050 | GB/s | -1.3 % | "
                                     "[-2.0, -0.6] | small cost, at most 2 % |\n"));
    assert_null(strchr(markdown, '\033'));
    cleanup_free char *csv = printed(results, TABLE_CSV, true);
    assert_int_equal(strncmp(csv, "figure,series,x,", 16), 0);
}

/* A series of another user's name must not add columns, nor a warning rows. */
static void markdown_is_escaped(void **state) {
    (void)state;
    struct small_results small;
    const struct results *results = small_results(&small);
    small.row[4].series = "a|b\\";
    small.summary.warning[small.summary.warning_count++] = (char *)"isa differs";
    small.results.plan.warning[small.results.plan.warning_count++] = (char *)"no swap";
    cleanup_free char *markdown = printed(results, TABLE_MARKDOWN, true);
    assert_non_null(strstr(markdown, "| copy | a\\|b\\\\ | 5 |"));
    assert_non_null(strstr(markdown, "|\n\n- warning: isa differs\n- warning: no swap\n"));
}

static void json_of_broken_text_is_an_error(void **state) {
    (void)state;
    static const char broken[] = "\xff";
    struct error err = {0};
    struct terminal terminal = {0};
    cleanup_free char *text = NULL;
    size_t size = 0;
    cleanup_fclose FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    struct small_results small;
    const struct results *results = small_results(&small);
    small.row[5].x = broken;
    assert_int_equal(table_print(results, 0, TABLE_JSON, &terminal, out, &err), -1);
    small.row[5].x = "triad";
    small.summary.warning[small.summary.warning_count++] = (char *)broken;
    assert_int_equal(table_print(results, 0, TABLE_JSON, &terminal, out, &err), -1);
    small.summary.warning_count = 0;
    small.results.plan.warning[small.results.plan.warning_count++] = (char *)broken;
    assert_int_equal(table_print(results, 0, TABLE_JSON, &terminal, out, &err), -1);
    assert_non_null(strstr(err.text, "fig02: cannot be written as JSON"));
    small.results.plan.warning_count = 0;
    assert_int_equal(table_print(results, 0, TABLE_JSON, &terminal, out, &err), 0);
}

static void formats_by_name(void **state) {
    (void)state;
    enum table_format format;
    struct error err = {0};
    assert_int_equal(table_format_parse("markdown", &format, &err), 0);
    assert_int_equal(format, TABLE_MARKDOWN);
    assert_int_equal(table_format_parse("table", &format, &err), 0);
    assert_int_equal(format, TABLE_TEXT);
    assert_int_equal(table_format_parse("jsno", &format, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(strstr(err.text, "'jsno' (closest: json)"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_aligned),
        cmocka_unit_test(colours_say_worse_better_undecided),
        cmocka_unit_test(lower_latency_is_better),
        cmocka_unit_test(an_unknown_metric_is_not_judged),
        cmocka_unit_test(narrow_intervals_get_more_digits),
        cmocka_unit_test(differences_are_in_the_unit),
        cmocka_unit_test(one_pair_of_many_values_is_told),
        cmocka_unit_test(a_narrow_terminal_goes_without),
        cmocka_unit_test(missing_points_are_shown),
        cmocka_unit_test(warnings_and_verdict_follow),
        cmocka_unit_test(json_parses_back),
        cmocka_unit_test(markdown_and_csv),
        cmocka_unit_test(markdown_is_escaped),
        cmocka_unit_test(json_of_broken_text_is_an_error),
        cmocka_unit_test(formats_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
