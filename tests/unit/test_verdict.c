/* test_verdict.c - a row's verdict in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/reading.h"
#include "small_results.h"

static struct small_results small;

/* The words of docker's copy with this interval, alone in its figure. */
static void says(double lo, double hi, const char *wanted) {
    char found[160];
    small.row[2].against.ratio = (struct estimate){5, sqrt(lo * hi), lo, hi};
    for (size_t i = 3; i < 6; i++)
        small.row[i].against.ratio = (struct estimate){1, 1, NAN, NAN};
    summary_judge(&small.summary);
    verdict_text(&small.summary, &small.row[2], found, sizeof found);
    if (strcmp(found, wanted) != 0)
        fail_msg("[%g, %g]: found '%s', wanted '%s'", lo, hi, found, wanted);
}

static int make(void **state) {
    (void)state;
    small_results(&small);
    return 0;
}

static void costs_and_gains(void **state) {
    (void)state;
    says(0.991, 1.009, "equal within 1 %");
    says(0.96, 0.98, "costs 2-4 %");
    says(0.9588, 0.9812, "costs 1.8-4.2 %");
    says(0.986, 0.999, "small cost, at most 1.4 %");
    says(1.02, 1.04, "gains 2-4 %");
    says(1.001, 1.014, "small gain, at most 1.4 %");
    says(0.96, 0.96, "costs 4 %");
    says(0.079, 0.0833, "costs 91-93 %");
    says(3.5, 13.4, "gains 250-1300 %");
    small.summary.shown.direction = LOWER_IS_BETTER;
    says(0.96, 0.98, "gains 2-4 %");
    says(1.02, 1.04, "costs 2-4 %");
    says(1.001, 1.014, "small cost, at most 1.4 %");
    small.summary.shown.direction = DIRECTION_UNKNOWN;
    says(1.02, 1.04, "differs by 2-4 %");
    says(0.986, 0.999, "small difference, at most 1.4 %");
}

/* 5 blocks of +-6 %: SD 0.0463, for which 1 % takes (1.99 x 0.0463 / 0.00995)^2 = 86 in all. */
static void what_is_not_resolved(void **state) {
    (void)state;
    says(0.945, 1.06, "not resolved, at most 6 %; about 81 more blocks");
    says(0.94, 1.055, "not resolved, at most 6 %; about 82 more blocks");
    says(0.998, 1.0102, "not resolved, at most 1.1 %"); /* narrow enough, but beside */
    says(0.99, 1.0102, "not resolved, at most 1.1 %; about 1 more block");
    says(0.6, 1.6, "not resolved, at most 60 %; about 6100 more blocks");
    small.summary.margin = 0.1;
    says(0.945, 1.06, "equal within 10 %");
    says(0.85, 0.95, "small cost, at most 15 %");
    small.summary.margin = 0.005;
    says(0.996, 1.004, "equal within 0.5 %");
    small.summary.margin = 0;
    says(0.996, 1.004, "not resolved, at most 0.4 %");
    says(0.996, 0.998, "costs 0.2-0.4 %");
}

static void rows_that_are_not_compared(void **state) {
    (void)state;
    char text[160];
    assert_string_equal(verdict_text(&small.summary, &small.row[0], text, sizeof text),
                        "reference");
    assert_string_equal(verdict_text(&small.summary, &small.row[5], text, sizeof text),
                        "too few blocks");
}

static void differences_in_their_unit(void **state) {
    (void)state;
    char text[160];
    small.row[2].unit = "us";
    small.summary.shown.direction = LOWER_IS_BETTER;
    static const struct {
        double lo, hi;
        const char *wanted;
    } cases[] = {{0.2, 0.4, "costs 0.2-0.4 us"},
                 {-40, -21, "gains 21-40 us"},
                 {-0.1, 0.65, "not resolved, at most 0.65 us"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        small_difference(&small.row[2], (struct estimate){5, (cases[i].lo + cases[i].hi) / 2,
                                                          cases[i].lo, cases[i].hi});
        summary_judge(&small.summary);
        assert_string_equal(verdict_text(&small.summary, &small.row[2], text, sizeof text),
                            cases[i].wanted);
    }
    small.row[2].unit = "%";
    assert_string_equal(verdict_text(&small.summary, &small.row[2], text, sizeof text),
                        "not resolved, at most 0.65 pp");
}

/* Ends are rounded away from the middle, so that the words never promise more than the interval. */
static void two_digits(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *up, *down;
    } cases[] = {
        {6, "6", "6"},       {1.41, "1.5", "1.4"},       {12.3, "13", "12"},
        {0, "0", "0"},       {0.0351, "0.036", "0.035"}, {99.5, "100", "99"},
        {9.99, "10", "9.9"}, {1687, "1700", "1600"},     {100 * (1.014 - 1), "1.4", "1.4"}};
    char text[32];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(rounded(cases[i].value, true, text, sizeof text), cases[i].up);
        assert_string_equal(rounded(cases[i].value, false, text, sizeof text), cases[i].down);
    }
}

static void notes(void **state) {
    (void)state;
    char text[256];
    assert_non_null(strstr(verdict_note(&small.summary, text, sizeof text),
                           "(Holm, 5 %), with a margin of 1 %; each interval"));
    assert_non_null(few_blocks_note(&small.summary));
    for (size_t i = 2; i < 6; i++)
        small.row[i].against.spread.slices = 0.1;
    assert_null(few_blocks_note(&small.summary));
    small.row[3].against.spread.slices = NAN;
    assert_non_null(few_blocks_note(&small.summary));
    for (size_t i = 2; i < 6; i++)
        small.row[i].against.ratio.n = 10;
    assert_null(few_blocks_note(&small.summary));
    small.summary.margin = 0;
    assert_non_null(strstr(verdict_note(&small.summary, text, sizeof text), "5 %); each"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(costs_and_gains, make),
        cmocka_unit_test_setup(what_is_not_resolved, make),
        cmocka_unit_test_setup(rows_that_are_not_compared, make),
        cmocka_unit_test_setup(differences_in_their_unit, make),
        cmocka_unit_test_setup(two_digits, make),
        cmocka_unit_test_setup(notes, make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
