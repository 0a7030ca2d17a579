/* test_slice_orders.c - what --slices reads on stdin, and what it refuses by name. */
#include "harness/slice_orders.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A reader to which so many bytes come and then the end. */
static struct slice_orders orders_of(const char *text, size_t size) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, size), (ssize_t)size);
    close(ends[1]);
    return (struct slice_orders){.fd = ends[0]};
}

static void orders_are_taken_line_by_line(void **state) {
    (void)state;
    static const char text[] = "slice 0.02\nslice 1e-3\nslice 3600\nend\nslice 1\n";
    struct slice_orders orders = orders_of(text, strlen(text));
    static const double expected[] = {0.02, 1e-3, 3600};
    double seconds;
    assert_false(slice_orders_ready(&orders));
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_int_equal(slice_orders_next(&orders, &seconds, NULL), SLICE_ORDER_RUN);
        assert_true(seconds == expected[i]);
        assert_true(slice_orders_ready(&orders));
    }
    assert_int_equal(slice_orders_next(&orders, &seconds, NULL), SLICE_ORDER_END);
    close(orders.fd);
}

static void turns_to_populate_have_bytes(void **state) {
    (void)state;
    static const char text[] = "populate 2097152\nslice 1\n";
    struct slice_orders orders = orders_of(text, strlen(text));
    double number;
    assert_int_equal(slice_orders_next(&orders, &number, NULL), SLICE_ORDER_POPULATE);
    assert_true(number == 2097152);
    assert_int_equal(slice_orders_next(&orders, &number, NULL), SLICE_ORDER_RUN);
    close(orders.fd);
}

static void many_lines_pass_the_buffer(void **state) {
    (void)state;
    enum { LINES = 300 };
    char text[LINES * 24] = "";
    for (int i = 0; i < LINES; i++)
        snprintf(text + strlen(text), 24, "slice %d\n", i + 1);
    struct slice_orders orders = orders_of(text, strlen(text));
    for (int i = 0; i < LINES; i++) {
        double seconds = 0;
        assert_int_equal(slice_orders_next(&orders, &seconds, NULL), SLICE_ORDER_RUN);
        assert_true(seconds == i + 1);
    }
    double seconds;
    assert_int_equal(slice_orders_next(&orders, &seconds, NULL), SLICE_ORDER_END);
    close(orders.fd);
}

static void a_line_comes_in_pieces(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct slice_orders orders = {.fd = ends[0], .have = 4, .text = "slic"};
    assert_int_equal(write(ends[1], "e 2\nen", 6), 6);
    double seconds = 0;
    assert_int_equal(slice_orders_next(&orders, &seconds, NULL), SLICE_ORDER_RUN);
    assert_true(seconds == 2);
    assert_int_equal(write(ends[1], "d\n", 2), 2);
    assert_int_equal(slice_orders_next(&orders, &seconds, NULL), SLICE_ORDER_END);
    close(ends[0]);
    close(ends[1]);
}

static void the_end_of_the_input_is_an_end(void **state) {
    (void)state;
    double seconds;
    struct slice_orders orders = orders_of("", 0);
    assert_int_equal(slice_orders_next(&orders, &seconds, NULL), SLICE_ORDER_END);
    close(orders.fd);
}

static void assert_refused(const char *text, size_t size, const char *why) {
    double seconds;
    struct error err = {0};
    struct slice_orders orders = orders_of(text, size);
    assert_int_equal(slice_orders_next(&orders, &seconds, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
    close(orders.fd);
}

static void other_lines_are_refused_by_name(void **state) {
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"\n", "'': neither 'slice SECONDS' nor 'end'"},
        {"slice\n", "'slice': neither"},
        {"slise 1\n", "'slise 1': neither"},
        {"END\n", "'END': neither"},
        {"end \n", "'end ': neither"},
        {" slice 1\n", "' slice 1': neither"},
        {"slice 1\r\n", "no number above 0"},
        {"slice \n", "'slice ': the seconds are no number above 0 and up to 3600"},
        {"slice 0\n", "no number above 0"},
        {"slice -1\n", "no number above 0"},
        {"slice 3600.5\n", "no number above 0"},
        {"slice inf\n", "no number above 0"},
        {"slice nan\n", "no number above 0"},
        {"slice 0x1\n", "no number above 0"},
        {"slice 1 2\n", "no number above 0"},
        {"slice  1\n", "no number above 0"},
        {"slice 1s\n", "no number above 0"},
        {"slice 1e-999\n", "no number above 0"},
        {"slice 1e999\n", "no number above 0"},
        {"\x1b[31m\n", "'?[31m': neither"},
        {"populate\n", "'populate': neither"},
        {"populate 0\n", "the bytes are no number above 0 and up to 1125899906842624"},
        {"populate 1e16\n", "the bytes are no number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(cases[i].text, strlen(cases[i].text), cases[i].why);
    static const char with_nul[] = "end\0\n";
    assert_refused(with_nul, sizeof with_nul - 1, "'end?': neither");
    static const char slice_with_nul[] = "slice 1\0 and more\n";
    assert_refused(slice_with_nul, sizeof slice_with_nul - 1, "'slice 1? and more': neither");
}

static void long_lines_are_refused(void **state) {
    (void)state;
    char text[2 * SLICE_LINE_MAX];
    memset(text, 'x', sizeof text);
    text[SLICE_LINE_MAX] = '\n';
    assert_refused(text, SLICE_LINE_MAX + 1, "neither");
    text[SLICE_LINE_MAX] = 'x';
    assert_refused(text, SLICE_LINE_MAX + 1, "a line of more than 200 bytes");
    assert_refused(text, sizeof text, "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...': a line");
}

static void an_end_in_the_middle_of_a_line_is_refused(void **state) {
    (void)state;
    assert_refused("slice 1", 7, "'slice 1': it ended in the middle of a line");
    assert_refused("end", 3, "it ended in the middle");
    char text[SLICE_LINE_MAX];
    memset(text, 'x', sizeof text);
    assert_refused(text, sizeof text, "it ended in the middle");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_are_taken_line_by_line),
        cmocka_unit_test(turns_to_populate_have_bytes),
        cmocka_unit_test(many_lines_pass_the_buffer),
        cmocka_unit_test(a_line_comes_in_pieces),
        cmocka_unit_test(the_end_of_the_input_is_an_end),
        cmocka_unit_test(other_lines_are_refused_by_name),
        cmocka_unit_test(long_lines_are_refused),
        cmocka_unit_test(an_end_in_the_middle_of_a_line_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
