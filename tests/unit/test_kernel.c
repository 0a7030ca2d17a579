/* test_kernel.c - what kernel_main() sees to for every kernel, and units of work. */
#include "harness/kernel.h"
#include "harness/options.h"
#include "harness/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The state of a kernel that counts its units. */
struct counting {
    struct options common;
    uint64_t most;
    unsigned units, failing_unit, released, unit_us;
    const char *reported; /* the metric of its record */
};

static int resolve(void *state, struct error *err) {
    const struct counting *c = state;
    return c->most > 0 ? 0 : error_unavailable(err, "--most: nothing to count");
}

static int results(const void *state, json_t *list, struct error *err) {
    (void)state;
    static const struct kernel_result count = {"count", "", "units", BETTER_HIGHER, NULL, NULL};
    return kernel_result_add(list, &count, err);
}

static int unit(void *state, struct laps *laps, unsigned thread, struct error *err) {
    struct counting *c = state;
    assert_null(laps);
    assert_int_equal(thread, 0);
    usleep(c->unit_us);
    return ++c->units == c->failing_unit ? error_failed(err, "unit %u", c->units) : 0;
}

static bool enough(const void *state, bool time_is_up) {
    const struct counting *c = state;
    return time_is_up || c->units == c->most;
}

static int report(void *state, json_t *record, struct error *err) {
    struct counting *c = state;
    double count = c->units;
    if (record_result(record, c->reported ? c->reported : "count", "", "units", &count, 1, err) < 0)
        return -1;
    return record_check(record, "even", c->units % 2 == 0, err, "%u units", c->units);
}

static void release(void *state) {
    ((struct counting *)state)->released++;
}

static const struct option_row own[] = {
    {"most", 0, "N", 1, offsetof(struct counting, most), &option_count, "", .high = 100}, {0}};
static const struct option_row *const tables[] = {options_process, own, NULL};
static const char *const concerns[] = {"cpu", NULL};
static const struct work work = {.unit = unit, .enough = enough};
static const struct kernel kernel = {.name = "counting",
                                     .options = tables,
                                     .resolve = resolve,
                                     .results = results,
                                     .concerns = concerns,
                                     .work = &work,
                                     .report = report,
                                     .release = release};

static int run(struct counting *c, const char *option) {
    char name[] = "counting", word[64];
    char *argv[] = {name, word, NULL};
    snprintf(word, sizeof word, "%s", option);
    return kernel_main(&kernel, c, 2, argv);
}

static void units_are_done_until_they_are_enough(void **state) {
    (void)state;
    struct counting c = {0};
    assert_int_equal(run(&c, "--most=4"), STATUS_OK);
    assert_int_equal(c.units, 4);
    assert_int_equal(c.released, 1);
}

static void time_ends_them_too(void **state) {
    (void)state;
    struct counting c = {.most = 101, .unit_us = 100};
    assert_int_equal(run(&c, "--time=1us"), STATUS_FAILED); /* an odd number */
    assert_int_equal(c.units, 1);
}

static void a_unit_that_fails_is_the_last(void **state) {
    (void)state;
    struct counting c = {.failing_unit = 2};
    assert_int_equal(run(&c, "--most=4"), STATUS_FAILED);
    assert_int_equal(c.units, 2);
    assert_int_equal(c.released, 1);
}

static void a_check_that_fails_fails_the_kernel(void **state) {
    (void)state;
    struct counting c = {0};
    assert_int_equal(run(&c, "--most=3"), STATUS_FAILED);
}

static void an_error_has_its_status(void **state) {
    (void)state;
    struct counting c = {0};
    assert_int_equal(run(&c, "--most=0"), STATUS_UNAVAILABLE);
    assert_int_equal(run(&c, "--mots=1"), STATUS_USAGE);
    assert_int_equal(c.units, 0);
    assert_int_equal(c.released, 2);
}

static void resolve_measures_nothing(void **state) {
    (void)state;
    struct counting c = {.most = 1};
    assert_int_equal(run(&c, "--resolve"), STATUS_OK);
    assert_int_equal(c.units, 0);
}

static void a_result_that_was_not_told_is_refused(void **state) {
    (void)state;
    struct counting c = {.reported = "weight"};
    assert_int_equal(run(&c, "--most=4"), STATUS_FAILED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_done_until_they_are_enough),
        cmocka_unit_test(time_ends_them_too),
        cmocka_unit_test(a_unit_that_fails_is_the_last),
        cmocka_unit_test(a_check_that_fails_fails_the_kernel),
        cmocka_unit_test(an_error_has_its_status),
        cmocka_unit_test(resolve_measures_nothing),
        cmocka_unit_test(a_result_that_was_not_told_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
