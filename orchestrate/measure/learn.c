/* learn.c - takes a record's "spent" apart. */
#include "learn.h"

#include "planning/forecast.h"
#include "spent.h"

#include <math.h>

/* Those that stay up come up with the first cell that needs them: one of the first block's, or one
 * that waited. */
static const double WAITED_S = 1;

static bool came_up(const struct plan *plan, size_t block, size_t series, double up_s) {
    const struct plan_figure *figure = &plan->figure[plan->block[block].figure];
    const struct plan_series *its = &figure->series[series];
    bool afresh = its->traits.kind == KIND_GUEST && figure->boots == BOOT_BLOCK;
    return afresh || block == 0 || up_s > WAITED_S;
}

static void learn_cell(const struct plan *plan, size_t block, size_t series, const json_t *record,
                       struct times *times) {
    const struct plan_figure *figure = &plan->figure[plan->block[block].figure];
    const json_t *wall = json_object_get(record, "host_wall_s");
    int x = plan->block[block].x;
    if (!json_is_true(json_object_get(record, "valid")) || !json_object_get(record, "spent") ||
        !json_is_number(wall))
        return;
    double up = spent_up_s(record), all = spent_all_s(record), measured = json_number_value(wall);
    if (came_up(plan, block, series, up)) {
        times_note(times, TIMES_UP, plan, figure, series, -1, up);
        all -= up;
    }
    /* In slices all series are between their marks at once: of the block each has its share. */
    if (json_object_get(record, "slices"))
        measured = fmin(all, forecast_told_s(figure, series, x)); /* of a NAN: all */
    times_note(times, TIMES_SETUP, plan, figure, series, x, all - measured);
    times_note(times, TIMES_CELL, plan, figure, series, x, measured);
}

void learn_times(const struct plan *plan, const struct records *records, struct times *times) {
    for (size_t i = 0; i < plan->block_count; i++)
        for (size_t s = 0; s < plan->figure[plan->block[i].figure].series_count; s++)
            learn_cell(plan, i, s, records_of(plan, &plan->block[i], s, records), times);
}
