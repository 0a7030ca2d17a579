/* wire.c - the line rate in words, and the CPU share of the reference while it used the wire. */
#include "wire.h"
#include "common/cpu_set.h"

#include "common/cpulist.h"
#include "report_parts.h"

#include <math.h>
#include <string.h>

const char *wire_text(const struct results *results, size_t figure, char *buffer, size_t size) {
    const struct plan_network *network = &results->plan.network;
    buffer[0] = '\0';
    if (results->plan.figure[figure].role == ROLE_ALONE)
        return buffer;
    const json_t *lab = json_object_get(json_object_get(results->machine, "environments"), "lab");
    const char *link = json_string_value(json_object_get(lab, "link"));
    if (network->peer)
        snprintf(buffer, size, "wire: %s", link ? link : "not recorded");
    else if (network->link_bits > 0)
        snprintf(buffer, size, "wire of %g Gbit/s", network->link_bits / 1e9);
    else
        snprintf(buffer, size, "wire at memory speed");
    return buffer;
}

/* CPU-seconds and seconds, summed over cells. */
struct busy {
    double cpu_s, wall_s;
};

static void add_cell(const char *cell, size_t series, const json_t *record, void *context) {
    (void)cell;
    struct busy *busy = context;
    const json_t *whole = json_object_get(record, "host_cpu_s");
    const json_t *peer = json_object_get(json_object_get(record, "cpu"), "peer");
    const json_t *wall = json_object_get(record, "host_wall_s");
    if (series != 0 || !json_is_true(json_object_get(record, "valid")) || !json_is_number(whole) ||
        !json_is_number(peer) || !json_is_number(wall))
        return;
    busy->cpu_s += json_number_value(whole) - json_number_value(peer);
    busy->wall_s += json_number_value(wall);
}

double wire_cpu_share(const struct results *results, size_t figure) {
    struct busy busy = {0};
    struct cpu_set cpus;
    struct error ignored;
    report_each_cell(results, figure, add_cell, &busy);
    if (!(busy.wall_s > 0) || cpulist_parse(results->plan.figure[figure].cpus, &cpus, &ignored) < 0)
        return NAN;
    return busy.cpu_s / (busy.wall_s * cpu_set_count(&cpus));
}
