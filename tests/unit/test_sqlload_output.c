/* test_sqlload_output.c - what sysbench 1.0.20 really printed, and the same damaged. */
#include "sqlload/output.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const captured[] = {"tests/unit/sysbench/read_write.txt",
                                       "tests/unit/sysbench/rate.txt"};

static char *text_of(size_t i) {
    struct error err;
    char *text = small_file_read(captured[i], &err);
    if (!text)
        fail_msg("%s", err.text);
    return text;
}

static struct output output; /* large */

static void taken(const char *text) {
    struct error err;
    if (output_read(text, &output, &err) < 0)
        fail_msg("%s", err.text);
}

static void refused(const char *text, const char *what) {
    struct error err = {.text = "nothing"};
    if (output_read(text, &output, &err) == 0)
        fail_msg("taken: %s", what);
    assert_non_null(strstr(err.text, "sysbench: "));
}

static void a_run_is_read_to_the_last_digit(void **state) {
    (void)state;
    cleanup_free char *text = text_of(0);
    taken(text);
    assert_string_equal(output.version, "1.0.20");
    assert_true(output.threads == 4 && output.seed == 7 && output.rate == 0);
    assert_true(output.events == output.transactions && output.events > 100);
    assert_true(output.reads == 14 * output.transactions);
    assert_true(output.latency.count == (uint64_t)output.events);
    assert_true(output.latency.min_ns == (uint64_t)(1e6 * output.min_ms));
    assert_true(output.latency.max_ns == (uint64_t)(1e6 * output.max_ms));
    assert_float_equal(histogram_mean(&output.latency), 1e3 * output.mean_ms, 10);
    double us;
    assert_true(histogram_percentile(&output.latency, 5000, &us));
    assert_true(us > 1e3 * output.min_ms && us < 1e3 * output.max_ms);
}

static void a_rate_is_told(void **state) {
    (void)state;
    cleanup_free char *text = text_of(1);
    taken(text);
    assert_true(output.rate == 200 && output.writes == 0);
}

/* Calls back with the text but for the lines from `begin` to `end`. */
static void without(const char *text, const char *begin, const char *end, const char *instead,
                    const char *what) {
    cleanup_free char *damaged = NULL;
    assert_true(asprintf(&damaged, "%.*s%s%s", (int)(begin - text), text, instead, end) > 0);
    refused(damaged, what);
}

static bool is_blank(const char *line, size_t size) {
    return strspn(line, " \t") >= size;
}

static void no_line_may_be_missing_or_there_twice(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof captured / sizeof *captured; i++) {
        cleanup_free char *text = text_of(i);
        for (const char *line = text; *line;) {
            size_t size = strcspn(line, "\n");
            const char *next = line + size + (line[size] == '\n');
            char what[256], twice[512];
            snprintf(what, sizeof what, "%.*s", (int)size, line);
            snprintf(twice, sizeof twice, "%.*s\n%.*s\n", (int)size, line, (int)size, line);
            /* Without its rate it reads as a closed loop: what was asked for is known besides. */
            bool maybe = strncmp(line, "Target transaction rate", 23) == 0;
            if (!is_blank(line, size) && !maybe)
                without(text, line, next, "", what);
            if (!is_blank(line, size))
                without(text, line, next, twice, what);
            line = next;
        }
    }
}

static void it_may_not_end_early(void **state) {
    (void)state;
    cleanup_free char *text = text_of(0);
    for (size_t size = strlen(text) - 8; size > 0; size--) {
        text[size] = '\0';
        refused(text, "a beginning alone");
    }
    refused("", "nothing");
}

static void an_unknown_line_is_no_matter_of_taste(void **state) {
    (void)state;
    cleanup_free char *text = text_of(0);
    for (const char *line = text; (line = strchr(line, '\n')); line++)
        without(text, line + 1, line + 1, "WARNING: something new\n", "a warning");
}

/* A digit more or less in what is told twice. */
static void numbers_that_disagree_are_refused(void **state) {
    (void)state;
    static const char *const lines[] = {"read:",
                                        "write:",
                                        "other:",
                                        "total:",
                                        "transactions:",
                                        "queries:",
                                        "total number of events:",
                                        "sum:",
                                        "events (avg/stddev):"};
    cleanup_free char *text = text_of(0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const char *at = strstr(text, lines[i]);
        assert_non_null(at);
        at += strlen(lines[i]);
        at += strspn(at, " ");
        without(text, at, at, "9", lines[i]);
        without(text, at, at + 1, "", lines[i]);
    }
    const char *bar = strstr(text, "|"), *count = bar + strcspn(bar, "0123456789");
    without(text, count, count, "3", "a bucket's count");
    without(text, count, count, "-", "a negative count");
}

/* sysbench reads the time of its rates and the one that it tells one after the other. */
static void times_that_are_read_apart_may_differ_a_little(void **state) {
    (void)state;
    cleanup_free char *text = text_of(0);
    const char *at = strstr(text, "total time:") + strlen("total time:"), *end = strchr(at, '\n');
    const double apart_s[] = {-0.2, 0.2, -0.5, 0.5};
    for (size_t i = 0; i < sizeof apart_s / sizeof *apart_s; i++) {
        cleanup_free char *changed = NULL;
        assert_true(asprintf(&changed, "%.*s %.4fs%s", (int)(at - text), text,
                             strtod(at, NULL) + apart_s[i], end) > 0);
        if (i < 2)
            taken(changed);
        else
            refused(changed, "half a second");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_is_read_to_the_last_digit),
        cmocka_unit_test(a_rate_is_told),
        cmocka_unit_test(no_line_may_be_missing_or_there_twice),
        cmocka_unit_test(it_may_not_end_early),
        cmocka_unit_test(an_unknown_line_is_no_matter_of_taste),
        cmocka_unit_test(numbers_that_disagree_are_refused),
        cmocka_unit_test(times_that_are_read_apart_may_differ_a_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
