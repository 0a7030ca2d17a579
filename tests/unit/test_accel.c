/* test_accel.c - which accelerator a run gets. */
#include "guest/accel.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void tcg_needs_no_probe(void **state) {
    (void)state;
    char why[256] = "untouched";
    struct error err = {0};
    assert_string_equal(accel_resolve("tcg", why, &err), "tcg");
    assert_string_equal(why, "");
}

static void an_unknown_word_is_a_usage_error_that_names_the_closest(void **state) {
    (void)state;
    char why[256];
    struct error err = {0};
    assert_null(accel_resolve("tgc", why, &err));
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(strstr(err.text, "tgc"));
    assert_non_null(strstr(err.text, "tcg"));
}

static void a_probe_always_explains_itself(void **state) {
    (void)state;
    struct accel_probe probe;
    accel_probe_kvm(&probe);
    assert_true(strlen(probe.why) > 0);
    if (!isnan(probe.slowdown)) {
        assert_true(probe.opened);
        assert_true(probe.slowdown > 0.5); /* no guest is twice as fast as its host */
        assert_int_equal(probe.usable, probe.slowdown < ACCEL_SLOWDOWN_LIMIT);
    }
}

static void auto_and_kvm_follow_the_probe(void **state) {
    (void)state;
    char why[256];
    struct error err = {0};
    struct accel_probe probe;
    accel_probe_kvm(&probe);
    if (!isnan(probe.slowdown) && probe.slowdown > 0.5 * ACCEL_SLOWDOWN_LIMIT &&
        probe.slowdown < 2 * ACCEL_SLOWDOWN_LIMIT)
        skip(); /* so near to the limit that two probes may differ */
    assert_string_equal(accel_resolve("auto", why, &err), probe.usable ? "kvm" : "tcg");
    assert_int_equal(why[0] == '\0', probe.usable);
    const char *forced = accel_resolve("kvm", why, &err);
    if (probe.usable) {
        assert_string_equal(forced, "kvm");
    } else {
        assert_null(forced);
        assert_int_equal(err.status, STATUS_UNAVAILABLE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tcg_needs_no_probe),
        cmocka_unit_test(an_unknown_word_is_a_usage_error_that_names_the_closest),
        cmocka_unit_test(a_probe_always_explains_itself),
        cmocka_unit_test(auto_and_kvm_follow_the_probe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
