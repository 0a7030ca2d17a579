/* steadiness.c - the coefficient of variation of a record's intervals. */
#include "steadiness.h"

#include "common/cleanup.h"

#include <math.h>

bool steadiness_shown(const struct plan_figure *figure, struct shown *shown) {
    static const char *const one_result[] = {""};
    if (!yields_rate(figure->yields, figure->metric, NULL))
        return false;
    *shown = (struct shown){.title = "Variation within a run",
                            .metric = "variation",
                            .unit = "%",
                            .axis = "variation",
                            .chart = figure->chart,
                            .direction = LOWER_IS_BETTER,
                            .result_count = 1,
                            .result = one_result};
    return true;
}

double record_variation(const struct shown *shown, const json_t *record, const char *x) {
    (void)shown, (void)x;
    const json_t *intervals = json_object_get(json_object_get(record, "kernel"), "intervals");
    const json_t *interval;
    size_t count = json_array_size(intervals), i;
    cleanup_free double *rate = calloc(count ? count : 1, sizeof *rate);
    if (!rate || count < 2 || !json_is_true(json_object_get(record, "valid")))
        return NAN;
    json_array_foreach(intervals, i, interval) {
        rate[i] = json_number_value(json_object_get(interval, "value"));
    }
    struct moments moments = moments_of(rate, count);
    return moments.mean > 0 ? 100 * moments.sd / moments.mean : NAN;
}
