/* test_study.c - which series a [factors] section makes, and what it refuses. */
#include "planning/study.h"

#include "base/words.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char head[] = "[figure]\ntitle = T\nkernel = stream\nmetric = bandwidth\n"
                           "unit = GB/s\naxis = bandwidth\nresults = copy\n"
                           "environments = native\nscope = socket\nchart = bars\n"
                           "[guest]\nmemory = 1G\n"
                           "[quick]\nrounds = 3\nboots = once\n"
                           "[factors]\n"; /* line 16 */

static struct figure figure;
static struct plan_figure planned;

static int clear(void **state) {
    (void)state;
    plan_figure_free(&planned);
    figure_free(&figure);
    planned = (struct plan_figure){0};
    return 0;
}

static int make(const char *factors, struct error *err) {
    char text[2048];
    snprintf(text, sizeof text, "%s%s", head, factors);
    const char *path = scratch_write("study.ini", text);
    int status = figure_read(path, &figure, err);
    return status < 0 ? status : study_series(&figure, &planned, err);
}

static void series_is(size_t i, const char *name, const char *environment, const char *pages,
                      const char *effect) {
    const struct plan_series *series = &planned.series[i];
    assert_string_equal(series->name, name);
    assert_string_equal(series->environment, environment);
    assert_int_equal(series->parameters.count, 1);
    assert_string_equal(series->parameters.item[0].key, "hugepages");
    assert_string_equal(series->parameters.item[0].value, pages);
    assert_string_equal(series->effect, effect);
}

static void one_factor_at_a_time_and_all(void **state) {
    (void)state;
    struct error err = {.text = ""};
    if (make("environment = kvm\npinning = off on\nhost-pages = thp 4k hugetlb\n"
             "hugepages = none thp\n",
             &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(planned.series_count, 6);
    series_is(0, "kvm-base", "kvm+pinning=off+host-pages=thp", "none", "");
    series_is(1, "kvm+pinning=on", "kvm+pinning=on+host-pages=thp", "none", "pinning=on");
    series_is(2, "kvm+host-pages=4k", "kvm+pinning=off+host-pages=4k", "none", "host-pages=4k");
    series_is(3, "kvm+host-pages=hugetlb", "kvm+pinning=off+host-pages=hugetlb", "none",
              "host-pages=hugetlb");
    series_is(4, "kvm+hugepages=thp", "kvm+pinning=off+host-pages=thp", "thp", "hugepages=thp");
    series_is(5, "kvm-all", "kvm+pinning=on+host-pages=hugetlb", "thp", "all together");
}

static void one_factor_has_no_combination(void **state) {
    (void)state;
    struct error err = {.text = ""};
    if (make("environment = kvm\nhugepages = none thp\n", &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(planned.series_count, 2);
    series_is(0, "kvm-base", "kvm", "none", "");
    series_is(1, "kvm+hugepages=thp", "kvm", "thp", "hugepages=thp");
}

static void no_study_no_series(void **state) {
    (void)state;
    struct error err = {.text = ""};
    assert_int_equal(figure_read("data/figures/fig02.ini", &figure, &err), 0);
    assert_int_equal(study_series(&figure, &planned, &err), 0);
    assert_int_equal(planned.series_count, 0);
}

static void refused(const char *factors, const char *message) {
    struct error err = {.text = ""};
    assert_int_equal(make(factors, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    if (!strstr(err.text, message))
        fail_msg("'%s' lacks '%s'", err.text, message);
    clear(NULL);
}

static void what_is_wrong_has_a_place(void **state) {
    (void)state;
    refused("pinning = off on\n", "environment: missing in [factors]");
    refused("environment = kvm\npinning = off\n", "study.ini:18: pinning: a factor has two levels");
    refused("environment = kvm\npinning = off off\n",
            "study.ini:18: pinning: a level is there twice");
    refused("environment = kvm\npinning = off maybe\n", "study.ini:18: pinning: ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(one_factor_at_a_time_and_all, clear),
        cmocka_unit_test_teardown(one_factor_has_no_combination, clear),
        cmocka_unit_test_teardown(no_study_no_series, clear),
        cmocka_unit_test(what_is_wrong_has_a_place),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
