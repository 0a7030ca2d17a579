/* noise.c - counts the cells of a figure in which each gate warned, and compares the CPUs' speed
 * between series. */
#include "noise.h"

#include "common/cleanup.h"
#include "measure/gates.h"

#include <math.h>
#include <string.h>

struct worst {
    double value; /* as a share; NAN: none */
    const char *cell;
};

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static void consider(struct worst *worst, double value, const json_t *record) {
    if (!worst->cell || fabs(value) > fabs(worst->value))
        *worst = (struct worst){value, text_of(record, "cell")};
}

static const json_t *gate_of(const json_t *record, const char *name) {
    const json_t *gate;
    size_t i;
    json_array_foreach(json_object_get(record, "gates"), i, gate) {
        if (strcmp(text_of(gate, "name"), name) == 0)
            return gate;
    }
    return NULL;
}

/* The record of a series in a block of the figure where it counts, or NULL. */
static const json_t *counting(const struct plan *plan, const struct records *records,
                              const struct summary *summary, size_t block, size_t series) {
    if (plan->block[block].figure != summary->index)
        return NULL;
    const json_t *record = records_of(plan, &plan->block[block], series, records);
    return json_is_true(json_object_get(record, "valid")) ? record : NULL;
}

static void warn_of_gate(const struct plan *plan, const struct plan_gate *gate,
                         const struct records *records, struct summary *summary) {
    const char *what = gates_warning(gate->name);
    size_t warned = 0, judged = 0;
    struct worst worst = {0};
    char by_series[512] = "";
    for (size_t s = 0; s < summary->series_count; s++) {
        size_t before = warned, used = strlen(by_series);
        for (size_t i = 0; i < plan->block_count; i++) {
            const json_t *record = counting(plan, records, summary, i, s);
            const json_t *found = gate_of(record, gate->name);
            const char *state = text_of(found, "state");
            judged += found && strcmp(state, "unobservable") != 0;
            if (strcmp(state, "warned") != 0)
                continue;
            warned++;
            consider(&worst, json_number_value(json_object_get(found, "value")), record);
        }
        if (warned > before)
            snprintf(by_series + used, sizeof by_series - used, "%s%s %zu", used ? ", " : "",
                     summary->figure->series[s].name, warned - before);
    }
    if (warned > 0)
        summary_warn(summary,
                     "%s: %s (gate %s): beyond %g %% in %zu of %zu cells (%s), most in %s: %.3g %%",
                     summary->figure->name, what ? what : "a gate warned", gate->name,
                     100 * gate->limit, warned, judged, by_series, worst.cell, 100 * worst.value);
}

void warn_of_noise(const struct plan *plan, const struct records *records,
                   struct summary *summary) {
    for (size_t i = 0; i < plan->gate_count; i++)
        if (plan->gate[i].warns)
            warn_of_gate(plan, &plan->gate[i], records, summary);
}

/* The mean of begin and end; NAN where it is not told. */
static double speed_ghz(const json_t *record) {
    const json_t *kernel = json_object_get(record, "kernel");
    const json_t *told = json_object_get(json_object_get(kernel, "evidence"), "reference_ghz");
    const json_t *begin = json_object_get(told, "begin"), *end = json_object_get(told, "end");
    if (!json_is_number(begin) || !json_is_number(end) ||
        strcmp(text_of(record, "accel"), "tcg") == 0)
        return NAN;
    return (json_number_value(begin) + json_number_value(end)) / 2;
}

static void warn_of_speed(const struct plan *plan, double limit, const struct records *records,
                          size_t series, struct summary *summary) {
    size_t differ = 0, compared = 0;
    struct worst worst = {0};
    for (size_t i = 0; i < plan->block_count; i++) {
        const json_t *record = counting(plan, records, summary, i, series);
        double by = speed_ghz(record) / speed_ghz(counting(plan, records, summary, i, 0)) - 1;
        compared += !isnan(by);
        if (!(fabs(by) > limit))
            continue;
        differ++;
        consider(&worst, by, record);
    }
    if (differ > 0)
        summary_warn(summary,
                     "%s: the CPUs of %s and %s worked at another speed (reference work): beyond "
                     "%g %% in %zu of %zu blocks, most in %s: %+.3g %%",
                     summary->figure->name, summary->figure->series[series].name,
                     summary->figure->series[0].name, 100 * limit, differ, compared, worst.cell,
                     100 * worst.value);
}

void warn_of_speeds(const struct plan *plan, const struct records *records,
                    struct summary *summary) {
    for (size_t i = 0; i < plan->gate_count; i++)
        for (size_t s = 1;
             strcmp(plan->gate[i].name, "frequency") == 0 && s < summary->series_count; s++)
            warn_of_speed(plan, plan->gate[i].limit, records, s, summary);
}
