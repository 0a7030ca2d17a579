/* test_statements.c - sentences with bounds, held against intervals. */
#include "statistics/statements.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

static const char base[] = "[D3]\nfigure = fig14\nseries = docker-nat\nx = 4\nlow = 1\nhigh = 1.1\n"
                           "says = what it says\nlogs = what its logs say\n";

static struct summary_row row_of(const char *series, const char *x, double lo, double hi) {
    struct summary_row row = {.series = series, .x = x};
    row.against.ratio = (struct estimate){.n = 6, .value = (lo + hi) / 2, .lo = lo, .hi = hi};
    row.against.difference =
        (struct estimate){.n = 6, .value = 50 * (lo + hi), .lo = 100 * lo, .hi = 100 * hi};
    return row;
}

static struct standing held(const struct statement *statement, const char *paper) {
    static struct summary_row row[5];
    row[0] = row_of("native", "4", NAN, NAN);
    row[1] = row_of("docker-nat", "4", 1.02, 1.08);
    row[2] = row_of("docker-nat", "20", 1.2, 1.3);
    row[3] = row_of("docker-nat", "100", 1.05, 1.15);
    row[4] = row_of("docker-nat", "120", NAN, NAN);
    struct summary summary = {.row = row, .row_count = 5, .shown = {.paper = paper}};
    return statement_against(statement, &summary);
}

static void is(struct standing standing, size_t rows, size_t within, size_t beyond) {
    assert_int_equal(standing.rows, rows);
    assert_int_equal(standing.within, within);
    assert_int_equal(standing.beyond, beyond);
}

static void intervals_are_within_beyond_or_neither(void **state) {
    (void)state;
    struct statement statement = {
        .figure = "fig14", .series = "docker-nat", .x = "*", .low = 1, .high = 1.1};
    is(held(&statement, "fig14"), 4, 1, 1);
    statement.x = "4";
    is(held(&statement, "fig14"), 1, 1, 0);
    statement.x = "100";
    is(held(&statement, "fig14"), 1, 0, 0);
    statement.low = 1.11;
    statement.high = INFINITY;
    statement.x = "20";
    is(held(&statement, "fig14"), 1, 1, 0);
    statement.x = "4";
    is(held(&statement, "fig14"), 1, 0, 1);
}

static void a_difference_is_its_own_scale(void **state) {
    (void)state;
    struct statement statement = {.figure = "fig14",
                                  .series = "docker-nat",
                                  .x = "4",
                                  .scale = STATEMENT_DIFFERENCE,
                                  .low = 73,
                                  .high = 93};
    is(held(&statement, "fig14"), 1, 0, 1);
    statement.high = 110;
    is(held(&statement, "fig14"), 1, 1, 0);
}

static void a_value_is_held_by_its_mean(void **state) {
    (void)state;
    struct statement statement = {.figure = "mine",
                                  .series = "native",
                                  .x = "last",
                                  .scale = STATEMENT_VALUE,
                                  .low = 90,
                                  .high = 110};
    static char name[] = "8", figure_name[] = "mine";
    struct summary_x x = {.name = name};
    struct summary_row row[] = {{.series = "native", .x = "4"}, {.series = "native", .x = "8"}};
    struct plan_figure figure = {.name = figure_name}; /* one of ours, which the study lacks */
    struct summary summary = {.figure = &figure, .row = row, .row_count = 2, .x = &x, .x_count = 1};
    row[1].moments = (struct moments){.n = 4, .mean = 100, .sd = 2};
    is(statement_against(&statement, &summary), 1, 1, 0);
    row[1].moments.mean = 150;
    is(statement_against(&statement, &summary), 1, 0, 1);
    row[1].moments.sd = 60;
    is(statement_against(&statement, &summary), 1, 0, 0);
    row[1].moments.n = 1;
    is(statement_against(&statement, &summary), 1, 0, 0);
}

static enum finding found(const struct statement *statement, bool measured, bool emulated) {
    const struct standing standing = held(statement, "fig14");
    return statement_finding(statement, &standing, measured, emulated);
}

static void each_kind_of_finding(void **state) {
    (void)state;
    struct statement statement = {
        .id = "D3", .figure = "fig14", .series = "docker-nat", .x = "4", .low = 1, .high = 1.1};
    assert_int_equal(found(&statement, true, false), FINDS_AGREEMENT);
    assert_int_equal(found(&statement, true, true), FINDS_EMULATED);
    statement.x = "20";
    assert_int_equal(found(&statement, true, false), FINDS_DISAGREEMENT);
    statement.x = "*";
    assert_int_equal(found(&statement, true, false), FINDS_DISAGREEMENT);
    statement.x = "100";
    assert_int_equal(found(&statement, true, false), FINDS_OPEN);
    statement.x = "120";
    assert_int_equal(found(&statement, true, false), FINDS_NO_INTERVAL);
    statement.x = "7";
    assert_int_equal(found(&statement, true, false), FINDS_NO_SERIES);
    assert_int_equal(found(&statement, false, false), FINDS_NOT_RUN);
    statement.ours = "in words";
    assert_int_equal(found(&statement, true, false), FINDS_METHOD);
}

/* What is told of several rows is the one that says the most. */
static void one_row_decides(void **state) {
    (void)state;
    struct statement statement = {
        .figure = "fig14", .series = "docker-nat", .x = "*", .low = 1, .high = 1.1};
    struct standing standing = held(&statement, "fig14");
    assert_string_equal(standing.decides->x, "20");
    assert_true(standing.found.lo == 1.2 && standing.found.hi == 1.3);
    assert_int_equal(standing.intervals, 3);
    statement.high = 2;
    assert_string_equal(held(&statement, "fig14").decides->x, "120");
    statement.x = "7";
    assert_null(held(&statement, "fig14").decides);
}

static void parts_make_a_claim(void **state) {
    (void)state;
    struct statement whole = {.id = "D3"}, part = {.id = "D3-100"};
    assert_int_equal(statement_claim(&whole), 2);
    assert_int_equal(statement_claim(&part), 2);
    assert_int_equal(finding_join(FINDS_AGREEMENT, FINDS_AGREEMENT), FINDS_AGREEMENT);
    assert_int_equal(finding_join(FINDS_AGREEMENT, FINDS_OPEN), FINDS_OPEN);
    assert_int_equal(finding_join(FINDS_OPEN, FINDS_AGREEMENT), FINDS_OPEN);
    assert_int_equal(finding_join(FINDS_EMULATED, FINDS_DISAGREEMENT), FINDS_DISAGREEMENT);
    assert_int_equal(finding_join(FINDS_DISAGREEMENT, FINDS_NOT_RUN), FINDS_DISAGREEMENT);
}

static void what_no_interval_tells_is_in_words(void **state) {
    (void)state;
    struct statements statements;
    struct error err;
    static const char text[] = "[M3]\nfigure = fig16\nseries = native\nx = *\nsays = writes\n"
                               "logs = none\nours = none either\n";
    if (statements_read(scratch_write("s.ini", text), &statements, &err) < 0)
        fail_msg("%s", err.text);
    assert_string_equal(statements.statement[0].ours, "none either");
    assert_null(statements.statement[0].metric);
    statements_free(&statements);
}

static void others_are_not_judged(void **state) {
    (void)state;
    struct statement statement = {.figure = "fig14", .series = "kvm", .x = "*", .high = 1};
    is(held(&statement, "fig14"), 0, 0, 0);
    statement.series = "docker-nat";
    is(held(&statement, "fig13"), 0, 0, 0);
    is(held(&statement, NULL), 0, 0, 0);
}

static void what_is_read_is_what_is_there(void **state) {
    (void)state;
    struct statements statements;
    struct error err;
    if (statements_read(scratch_write("s.ini", base), &statements, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(statements.count, 1);
    const struct statement *one = &statements.statement[0];
    assert_string_equal(one->id, "D3");
    assert_string_equal(one->says, "what it says");
    assert_true(one->scale == STATEMENT_RATIO && one->low == 1 && one->high == 1.1);
    statements_free(&statements);
}

static void refused(const char *from, const char *to, const char *wanted) {
    char text[1024];
    struct statements statements;
    struct error err = {.text = "not refused"};
    const char *at = strstr(base, from);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - base), base, to, at + strlen(from));
    if (statements_read(scratch_write("s.ini", text), &statements, &err) == 0)
        statements_free(&statements);
    if (!strstr(err.text, wanted))
        fail_msg("'%s' does not say: %s", err.text, wanted);
}

static void mistakes_are_named_with_line_and_field(void **state) {
    (void)state;
    refused("figure = fig14", "figrue = fig14", "2: figrue: unknown key (closest: figure)");
    refused("figure = fig14\n", "", "1: figure: missing in [D3]");
    refused("says = what it says\n", "", "1: says: missing in [D3]");
    refused("low = 1", "low = one", "5: low: 'one' is no number");
    refused("low = 1", "low = inf", "5: low: 'inf' is no number");
    refused("low = 1\n", "low = 2\n", "1: [D3]: needs low, high, or both in order");
    refused("low = 1\n", "low = 1\nours = both\n",
            "1: [D3]: needs low, high, or both in order, or ours");
    refused("low = 1\nhigh = 1.1\n", "", "1: [D3]: needs low, high, or both in order");
    refused("x = 4", "x = 4\nscale = log", "5: scale: unknown scale 'log'");
}

static void those_that_ship_name_figures_that_there_are(void **state) {
    (void)state;
    struct statements statements;
    struct error err;
    if (statements_read("data/paper/statements.ini", &statements, &err) < 0)
        fail_msg("%s", err.text);
    size_t claims = 0;
    for (size_t i = 0; i < statements.count; i++) {
        char path[128];
        const struct statement *one = &statements.statement[i];
        size_t length = statement_claim(one);
        claims += i == 0 || length != statement_claim(one - 1) ||
                  strncmp(one->id, one[-1].id, length) != 0;
        snprintf(path, sizeof path, "data/figures/%s.ini", statements.statement[i].figure);
        if (access(path, R_OK) < 0)
            fail_msg("%s: no %s", statements.statement[i].id, path);
    }
    assert_int_equal(claims, 31); /* those of the study, each once */
    statements_free(&statements);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_are_within_beyond_or_neither),
        cmocka_unit_test(a_difference_is_its_own_scale),
        cmocka_unit_test(a_value_is_held_by_its_mean),
        cmocka_unit_test_setup_teardown(what_no_interval_tells_is_in_words, scratch_make,
                                        scratch_remove),
        cmocka_unit_test(each_kind_of_finding),
        cmocka_unit_test(one_row_decides),
        cmocka_unit_test(parts_make_a_claim),
        cmocka_unit_test(others_are_not_judged),
        cmocka_unit_test_setup_teardown(what_is_read_is_what_is_there, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(mistakes_are_named_with_line_and_field, scratch_make,
                                        scratch_remove),
        cmocka_unit_test(those_that_ship_name_figures_that_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
