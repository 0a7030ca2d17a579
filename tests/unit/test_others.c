/* test_others.c - what other studies measured, read from their file. */
#include "scratch.h"
#include "statistics/others.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void refused(const char *text, const char *why) {
    struct others others;
    struct error err = {0};
    assert_int_equal(others_read(scratch_write("o.ini", text), &others, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
}

static void each_has_a_source(void **state) {
    (void)state;
    refused("[a]\nfigure = startup\nwhat = x\nsays = y\n", "o.ini:1: source: missing in [a]");
    refused("[a]\nfigure = f\nwhat = x\nsays = y\nsource = z\nyear = 2020\n",
            "o.ini:6: year: unknown key");
}

static void ours_is_of_figures_that_there_are(void **state) {
    (void)state;
    struct others others;
    struct error err = {0};
    if (others_read("data/paper/others.ini", &others, &err) < 0)
        fail_msg("%s", err.text);
    assert_true(others.count >= 5);
    for (size_t i = 0; i < others.count; i++) {
        char path[128];
        snprintf(path, sizeof path, "data/figures/%s.ini", others.other[i].figure);
        if (access(path, R_OK) < 0)
            fail_msg("no %s", path);
        assert_true(others.other[i].source[0] && others.other[i].says[0]);
    }
    others_free(&others);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_has_a_source, scratch_make, scratch_remove),
        cmocka_unit_test(ours_is_of_figures_that_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
