/* test_steadiness.c - how much a rate wavers within a run, from the kernel's intervals. */
#include "common/cleanup.h"
#include "plan_fixture.h"
#include "statistics/steadiness.h"

#include <math.h>

static double variation(const char *text) {
    cleanup_json json_t *record = json_loads(text, 0, NULL);
    assert_non_null(record);
    return record_variation(NULL, record, NULL);
}

#define RECORD(valid, intervals)                                                                   \
    "{\"valid\": " valid ", \"kernel\": {\"intervals\": [" intervals "]}}"
#define AT(value) "{\"start_s\": 0, \"value\": " value "}"

static void it_is_sd_by_mean(void **state) {
    (void)state;
    /* mean 100, sample SD 10 */
    assert_true(fabs(variation(RECORD("true", AT("90") "," AT("100") "," AT("110"))) - 10) < 1e-9);
    assert_true(variation(RECORD("true", AT("7") "," AT("7"))) == 0);
}

static void nothing_is_made_of_too_little(void **state) {
    (void)state;
    assert_true(isnan(variation(RECORD("true", AT("90")))));
    assert_true(isnan(variation(RECORD("true", AT("0") "," AT("0")))));
    assert_true(isnan(variation(RECORD("false", AT("90") "," AT("110")))));
    assert_true(isnan(variation("{\"valid\": true, \"kernel\": {}}")));
}

static void rates_alone_have_it(void **state) {
    (void)state;
    struct shown shown;
    plan = (struct plan){0};
    struct plan_figure *figure = add_figure("fig10", 2, 1, 0);
    assert_true(steadiness_shown(figure, &shown));
    assert_string_equal(shown.unit, "%");
    assert_int_equal(shown.result_count, 1);
    free(figure->metric);
    figure->metric = strdup("latency");
    assert_false(steadiness_shown(figure, &shown)); /* not among its results */
    json_decref(figure->yields);
    figure->yields = NULL;
    assert_false(steadiness_shown(figure, &shown)); /* a plan of before */
    plan_free(&plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_sd_by_mean),
        cmocka_unit_test(nothing_is_made_of_too_little),
        cmocka_unit_test(rates_alone_have_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
