/* test_effects.c - a study seen from its baseline, from a plan and records made here. */
#include "statistics/effects.h"
#include "statistics/summarise.h"

#include "plan_fixture.h"

#include <math.h>

static struct records records;
static struct summary summary;
static struct summary effects;

static void put(const char *series, unsigned round, double value, const char *isa) {
    char cell[64];
    snprintf(cell, sizeof cell, "study/%s/r%u", series, round);
    json_t *record = json_pack("{ss sb s[] s{s[{ss ss sf}] s{ss}}}", "cell", cell, "valid", 1,
                               "gates", "kernel", "results", "metric", "bandwidth", "x", "copy",
                               "value", value, "evidence", "isa", isa);
    assert_non_null(record);
    json_array_append(records.live, record);
    json_object_set_new(records.by_cell, cell, record);
}

/* native 8, base 1, s2 2 and s3 4 in each of three blocks, with a common drift. */
static void make_study(void) {
    struct plan_figure *figure = add_figure("study", 4, 3, 0);
    figure->series[1].effect = plan_copy("");
    figure->series[2].effect = plan_copy("cpu-model=host");
    figure->series[3].effect = plan_copy("all together");
    order(1);
    records = (struct records){.live = json_array(), .by_cell = json_object()};
    static const double value[] = {8, 1, 2, 4};
    for (unsigned round = 1; round <= 3; round++)
        for (size_t s = 0; s < 4; s++)
            put(figure->series[s].name, round, value[s] * round, s == 2 ? "avx2" : "sse2");
    assert_int_equal(summarise(&plan, 0, &records, &summary, NULL), 0);
    assert_int_equal(effects_of(&summary, &effects, NULL), 0);
}

static int clear(void **state) {
    summary_free(&effects);
    summary_free(&summary);
    records_free(&records);
    return empty(state);
}

static void the_baseline_is_the_reference(void **state) {
    (void)state;
    make_study();
    assert_int_equal(effects.row_count, 3);
    assert_int_equal(effects.series_count, 3);
    static const char *const names[] = {"s1", "cpu-model=host", "all together"};
    static const double ratio[] = {1, 2, 4};
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(effects.row[i].series, names[i]);
        assert_string_equal(summary_series(&effects, i), names[i]);
        assert_true(fabs(effects.row[i].against.ratio.value - ratio[i]) < 1e-12);
    }
    assert_true(isnan(effects.row[0].against.ratio.lo));
    assert_true(fabs(effects.row[1].against.ratio.lo - 2) < 1e-9);
    /* the study's own rows keep their ratio to native */
    assert_true(fabs(summary_find(&summary, "s2", "copy")->against.ratio.value - 0.25) < 1e-12);
}

static void a_studied_difference_is_no_warning(void **state) {
    (void)state;
    make_study();
    for (size_t i = 0; i < summary.warning_count; i++)
        assert_null(strstr(summary.warning[i], "isa differs"));
    summary_free(&effects);
    summary_free(&summary);
    free(plan.figure[0].series[2].effect);
    plan.figure[0].series[2].effect = plan_copy("pinning=on");
    assert_int_equal(summarise(&plan, 0, &records, &summary, NULL), 0);
    bool warned = false;
    for (size_t i = 0; i < summary.warning_count; i++)
        warned = warned || strstr(summary.warning[i], "isa differs");
    assert_true(warned);
}

static void what_is_no_study_has_no_effects(void **state) {
    (void)state;
    add_figure("study", 2, 1, 0);
    order(1);
    records = (struct records){.live = json_array(), .by_cell = json_object()};
    assert_int_equal(summarise(&plan, 0, &records, &summary, NULL), 0);
    assert_int_equal(effects_of(&summary, &effects, NULL), 0);
    assert_int_equal(effects.row_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_baseline_is_the_reference, clear),
        cmocka_unit_test_teardown(a_studied_difference_is_no_warning, clear),
        cmocka_unit_test_teardown(what_is_no_study_has_no_effects, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
