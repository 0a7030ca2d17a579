#include "cost.h"

#include <math.h>
#include <string.h>

/* What one unit of work is: the result that tells the rate of work, and its factor to units a
 * second; then the factor to the unit of cost. */
static const struct work {
    const char *kernel, *metric, *x;
    double units;
    const char *unit;
    double seconds;
    const char *title;
} works[] = {
    {"netstream", "throughput", "send|receive", 1.0 / 8, "CPU-s/GB", 1,
     "What it costs: CPU-seconds for each GB"},
    {"netrr", "transactions", "", 1, "CPU-us/txn", 1e6,
     "What it costs: CPU-microseconds for each transaction"},
    {"blockio", "iops", "all", 1, "CPU-us/IO", 1e6, "What it costs: CPU-microseconds for each I/O"},
};
enum { WORKS = sizeof works / sizeof *works };

static const struct work *work_of(const char *kernel) {
    for (size_t i = 0; kernel && i < WORKS; i++)
        if (strcmp(works[i].kernel, kernel) == 0)
            return &works[i];
    return NULL;
}

bool cost_shown(const struct plan_figure *figure, struct shown *shown) {
    static const char *const one_result[] = {""};
    const struct work *work = work_of(figure->kernel);
    if (!work)
        return false;
    bool lines = strcmp(figure->chart, "lines") == 0;
    *shown = (struct shown){.title = work->title,
                            .metric = "cost",
                            .unit = work->unit,
                            .axis = "CPU cost",
                            .chart = lines ? "lines" : "bars", /* however the measured are drawn */
                            .result_count = 1,
                            .result = one_result};
    return true;
}

double record_cost(const json_t *record, const char *metric, const char *x) {
    (void)metric, (void)x;
    const struct work *work =
        work_of(json_string_value(json_object_get(json_object_get(record, "kernel"), "kernel")));
    const json_t *host = json_object_get(record, "host_cpu_s");
    const json_t *wall = json_object_get(record, "host_wall_s");
    const json_t *peer = json_object_get(json_object_get(record, "cpu"), "peer");
    if (!work || !json_is_number(host) || !json_is_number(wall))
        return NAN;
    double rate = record_value(record, work->metric, work->x) * work->units;
    double seconds = json_number_value(host) - json_number_value(peer);
    return seconds * work->seconds / (rate * json_number_value(wall));
}
