/* cost.c - CPU-seconds of the host but the peer's, divided by the work that was done. */
#include "cost.h"

#include <math.h>
#include <string.h>

/* The cost of the i-th result that its kernel counts work by, or NULL. */
static const json_t *cost_of(const json_t *yields, size_t i) {
    return json_object_get(json_array_get(json_object_get(yields, "results"), i), "cost");
}

bool cost_shown(const struct plan_figure *figure, struct shown *shown) {
    static const char *const one_result[] = {""};
    const json_t *results = json_object_get(figure->yields, "results"), *cost = NULL;
    for (size_t i = 0; !cost && i < json_array_size(results); i++)
        cost = cost_of(figure->yields, i);
    if (!cost)
        return false;
    bool lines = strcmp(figure->chart, "lines") == 0;
    *shown = (struct shown){.title = json_string_value(json_object_get(cost, "title")),
                            .metric = "cost",
                            .unit = json_string_value(json_object_get(cost, "unit")),
                            .axis = "CPU cost",
                            .chart = lines ? "lines" : "bars", /* however the measured are drawn */
                            .direction = LOWER_IS_BETTER,
                            .yields = figure->yields,
                            .result_count = 1,
                            .result = one_result};
    return true;
}

/* The rate of work in units of its cost: of several results, the one that the record has. */
static double units_per_second(const json_t *record, const json_t *yields) {
    const json_t *results = json_object_get(yields, "results");
    double rate = NAN;
    for (size_t i = 0; isnan(rate) && i < json_array_size(results); i++) {
        const json_t *result = json_array_get(results, i), *cost = cost_of(yields, i);
        if (cost)
            rate = record_value(record, json_string_value(json_object_get(result, "metric")),
                                json_string_value(json_object_get(result, "x"))) /
                   json_number_value(json_object_get(cost, "factor"));
    }
    return rate;
}

double record_cost(const struct shown *shown, const json_t *record, const char *x) {
    (void)x;
    const json_t *host = json_object_get(record, "host_cpu_s");
    const json_t *wall = json_object_get(record, "host_wall_s");
    const json_t *peer = json_object_get(json_object_get(record, "cpu"), "peer");
    if (!json_is_number(host) || !json_is_number(wall))
        return NAN;
    double seconds = json_number_value(host) - json_number_value(peer);
    return seconds / (units_per_second(record, shown->yields) * json_number_value(wall));
}
