/* against.c - a metric of the kernel, or the host's CPU time over that of the figure's CPUs. */
#include "against.h"

#include "common/cpulist.h"

#include <math.h>
#include <string.h>

static bool is_utilisation(const char *metric) {
    return strcmp(metric, FIGURE_UTILISATION) == 0;
}

bool against_shown(const struct plan_figure *figure, struct shown *shown) {
    static const char *const one_result[] = {""};
    struct cpu_set cpus;
    if (!figure->against)
        return false;
    *shown = (struct shown){.metric = figure->against,
                            .chart = "lines",
                            .yields = figure->yields,
                            .direction = DIRECTION_UNKNOWN,
                            .result_count = 1,
                            .result = one_result};
    if (is_utilisation(figure->against)) {
        if (!figure->cpus || cpulist_parse(figure->cpus, &cpus, NULL) < 0)
            return false;
        shown->title = "CPU use";
        shown->axis = "CPU use";
        shown->unit = "%";
        shown->factor = 100.0 / (double)cpu_set_count(&cpus);
        return true;
    }
    const json_t *result = yields_result(figure->yields, figure->against, "");
    shown->title = shown->axis = figure->against;
    shown->unit = json_string_value(json_object_get(result, "unit"));
    return shown->unit != NULL;
}

static double utilisation(const struct shown *shown, const json_t *record) {
    const json_t *host = json_object_get(record, "host_cpu_s");
    const json_t *wall = json_object_get(record, "host_wall_s");
    const json_t *peer = json_object_get(json_object_get(record, "cpu"), "peer");
    if (!json_is_true(json_object_get(record, "valid")) || !json_is_number(host) ||
        !json_is_number(wall))
        return NAN;
    return shown->factor * (json_number_value(host) - json_number_value(peer)) /
           json_number_value(wall);
}

double record_against(const struct shown *shown, const json_t *record, const char *x) {
    return is_utilisation(shown->metric) ? utilisation(shown, record)
                                         : record_shown(shown, record, x);
}
