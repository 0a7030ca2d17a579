/* summary_fixture.h - a plan of fig02, records of its cells, and the summary of both. */
#ifndef VIRTAX_TESTS_SUMMARY_FIXTURE_H
#define VIRTAX_TESTS_SUMMARY_FIXTURE_H

#include "base/array.h"
#include "planning/order.h"
#include "statistics/summarise.h"

#include "base/words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct plan plan;
static struct records records;
static struct summary summary;

static inline void near(double found, double wanted, double tolerance) {
    if (!(fabs(found - wanted) <= tolerance))
        fail_msg("found %.17g, wanted %.17g within %g", found, wanted, tolerance);
}

/* Plans fig02 with these series (blank-separated) and results copy and triad. */
static inline void make_plan(unsigned rounds, const char *const *series, size_t count) {
    struct plan_figure *figure = array_add(plan.figure, plan.figure_count);
    *figure = (struct plan_figure){
        .name = plan_copy("fig02"),
        .metric = plan_copy("bandwidth"),
        .unit = plan_copy("GB/s"),
        .rounds = rounds,
    };
    words_add(&figure->results, "copy");
    words_add(&figure->results, "triad");
    for (size_t i = 0; i < count; i++)
        plan_add_series(figure, series[i], "native", NULL);
    plan.seed = 3;
    assert_int_equal(plan_order(&plan, NULL), 0);
    records = (struct records){.live = json_array(), .by_cell = json_object()};
}

static inline int clear(void **state) {
    (void)state;
    summary_free(&summary);
    records_free(&records);
    plan_free(&plan);
    return 0;
}

/* A valid record of a cell with copy = value and triad = 2 x value; changes go to the result. */
static inline json_t *put(const char *cell, double value) {
    json_t *record = json_pack(
        "{ss ss ss sb s[] s{s[{ss ss sf} {ss ss sf} {ss ss sf}] s{ss ss s{ss}}}}", "schema",
        "virtax-record/1", "cell", cell, "accel", "", "valid", 1, "gates", "kernel", "results",
        "metric", "bandwidth", "x", "copy", "value", value, "metric", "latency", "x", "triad",
        "value", -1.0, "metric", "bandwidth", "x", "triad", "value", 2 * value, "evidence", "isa",
        "avx2", "kernel_release", "6.1", "surroundings",
        "/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc");
    assert_non_null(record);
    json_array_append(records.live, record);
    json_object_set_new(records.by_cell, cell, record);
    return record;
}

static inline void put_round(const char *series, unsigned round, double value) {
    char cell[64];
    snprintf(cell, sizeof cell, "fig02/%s/r%u", series, round);
    put(cell, value);
}

/* Turns it into a record of slices: sample k of copy was run in round[k], that of triad is twice as
 * much; a sample of NAN is null. The value stays, as that of whole cells would. */
static inline void slice_record(json_t *record, const int *round, const double *sample,
                                size_t count) {
    json_t *rounds = json_array(),
           *results = json_object_get(json_object_get(record, "kernel"), "results");
    for (size_t k = 0; k < count; k++)
        json_array_append_new(rounds, json_integer(round[k]));
    assert_int_equal(json_object_set_new(record, "slices", json_pack("{so}", "round", rounds)), 0);
    for (size_t i = 0; i < 3; i += 2) {
        json_t *samples = json_array();
        for (size_t k = 0; k < count; k++)
            json_array_append_new(samples, isnan(sample[k]) ? json_null()
                                                            : json_real(sample[k] * (i ? 2 : 1)));
        assert_int_equal(json_object_set_new(json_array_get(results, i), "samples", samples), 0);
    }
}

static inline void summarise_all(void) {
    struct error err = {.text = ""};
    if (summarise(&plan, 0, &records, &summary, &err) < 0)
        fail_msg("%s", err.text);
}

static inline bool warned(const char *text) {
    for (size_t i = 0; i < summary.warning_count; i++)
        if (strstr(summary.warning[i], text))
            return true;
    return false;
}

#endif
