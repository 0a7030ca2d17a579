/* test_units.c - sizes, times and counts as people write them. */
#include "common/units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void sizes_are_parsed(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint64_t bytes;
    } cases[] = {
        {"0", 0},
        {"1536", 1536},
        {"4k", 4096},
        {"4K", 4096},
        {"1M", 1048576},
        {"2G", UINT64_C(2147483648)},
        {"1.5G", UINT64_C(1610612736)},
        {"3T", UINT64_C(3298534883328)},
        {"64MiB", 67108864},
        {"64mb", 67108864},
        {"12B", 12},
        {"0.5k", 512},
        {"18446744073709551615", UINT64_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t bytes = 42;
        assert_int_equal(parse_size(cases[i].text, &bytes, NULL), 0);
        assert_int_equal(bytes, cases[i].bytes);
    }
}

static void bad_sizes_are_refused(void **state) {
    (void)state;
    static const char *const cases[] = {
        "",
        "k",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1 k",
        "4x",
        "1.5",
        "0x10",
        "1e3",
        "inf",
        "nan",
        "1.k",
        ".5k",
        "4kk",
        "4iB",
        "4kiBs",
        "16777216T",
        "18446744073709551616",
        "17000000.5T",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t bytes = 42;
        struct error err = {0};
        assert_int_equal(parse_size(cases[i], &bytes, &err), -1);
        assert_int_equal(err.status, STATUS_USAGE);
        assert_int_equal(bytes, 42);
        assert_null(strchr(err.text, '\n'));
    }
}

static void the_closest_suffix_is_named(void **state) {
    (void)state;
    uint64_t bytes;
    double seconds;
    struct error err;
    parse_size("4g2", &bytes, &err);
    assert_non_null(strstr(err.text, "unknown suffix 'g2'"));
    assert_non_null(strstr(err.text, "closest: "));
    parse_time("5mss", &seconds, &err);
    assert_non_null(strstr(err.text, "closest: ms"));
}

static void sizes_survive_a_round_trip(void **state) {
    (void)state;
    static const uint64_t cases[] = {0,       1,          1023,         1024,     1536,
                                     1048576, 1073741824, 134217728000, 1u << 21, UINT64_MAX};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32];
        uint64_t bytes;
        assert_int_equal(parse_size(format_size(cases[i], text, sizeof text), &bytes, NULL), 0);
        assert_int_equal(bytes, cases[i]);
    }
    char text[32];
    assert_string_equal(format_size(4096, text, sizeof text), "4k");
    assert_string_equal(format_size(1536, text, sizeof text), "1536");
    assert_string_equal(format_size(1073741824, text, sizeof text), "1G");
}

static void times_are_parsed_and_printed(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double seconds;
        const char *printed;
    } cases[] = {
        {"500ms", 0.5, "500ms"}, {"30s", 30, "30s"},
        {"90", 90, "1m30s"},     {"2m", 120, "2m"},
        {"1.5h", 5400, "1h30m"}, {"250us", 25e-5, "250us"},
        {"5e-05", 5e-5, "50us"}, {"5.0000000000000002e-5", 5e-5, "50us"},
        {"1E+1", 10, "10s"},     {"0", 0, "0s"},
        {"2.5", 2.5, "2.5s"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double seconds = -1;
        char text[32];
        assert_int_equal(parse_time(cases[i].text, &seconds, NULL), 0);
        assert_true(fabs(seconds - cases[i].seconds) < 1e-12);
        assert_string_equal(format_time(seconds, text, sizeof text), cases[i].printed);
    }
}

static void bad_times_are_refused(void **state) {
    (void)state;
    static const char *const cases[] = {"",     "s",    "-1s", "inf", "nan", "1 s",   "5x",
                                        "1e3s", "0x1s", "1e",  "1e-", "e5",  "1e5e5", "1e999"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double seconds = 42;
        struct error err = {0};
        assert_int_equal(parse_time(cases[i], &seconds, &err), -1);
        assert_int_equal(err.status, STATUS_USAGE);
        assert_true(seconds == 42);
    }
}

static void counts_keep_their_bounds(void **state) {
    (void)state;
    uint64_t count = 0;
    struct error err = {0};
    assert_int_equal(parse_count("7", "rounds", 1, 7, &count, &err), 0);
    assert_int_equal(count, 7);
    static const char *const cases[] = {"0",   "8",     "",   "-1",
                                        "1.5", "seven", "7k", "99999999999999999999999"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(parse_count(cases[i], "rounds", 1, 7, &count, &err), -1);
        assert_int_equal(err.status, STATUS_USAGE);
        assert_non_null(strstr(err.text, "rounds"));
    }
}

static void rates_are_decimal(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double rate;
    } cases[] = {{"1", 1}, {"0.5", 0.5}, {"500k", 5e5}, {"900M", 9e8}, {"10g", 1e10}};
    static const char *const bad[] = {"", "0", "-1", "1T", "k", "1e5k", "inf", "2000000G", " 1"};
    double rate;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(parse_rate(cases[i].text, &rate, NULL), 0);
        assert_true(fabs(rate - cases[i].rate) <= 1e-12 * cases[i].rate);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error err = {0};
        assert_int_equal(parse_rate(bad[i], &rate, &err), -1);
        assert_int_equal(err.status, STATUS_USAGE);
    }
}

static void percentages_are_shares(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double share;
    } cases[] = {{"1%", 0.01}, {"0.5 %", 0.005}, {"2", 0.02}, {"100%", 1}};
    static const char *const bad[] = {"",  "0",    "0%",   "-1%", "1%%", "1 percent",
                                      "%", "101%", "1e0%", "nan", " 1%", "1%."};
    double share = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(parse_percent(cases[i].text, &share, NULL), 0);
        assert_true(fabs(share - cases[i].share) <= 1e-15);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error err = {0};
        assert_int_equal(parse_percent(bad[i], &share, &err), -1);
        assert_int_equal(err.status, STATUS_USAGE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_decimal),
        cmocka_unit_test(sizes_are_parsed),
        cmocka_unit_test(bad_sizes_are_refused),
        cmocka_unit_test(the_closest_suffix_is_named),
        cmocka_unit_test(sizes_survive_a_round_trip),
        cmocka_unit_test(times_are_parsed_and_printed),
        cmocka_unit_test(bad_times_are_refused),
        cmocka_unit_test(counts_keep_their_bounds),
        cmocka_unit_test(percentages_are_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
