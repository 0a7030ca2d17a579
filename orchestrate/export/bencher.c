/* bencher.c - Bencher Metric Format: https://bencher.dev/docs/reference/bencher-metric-format, with
 * the schema https://bencher.dev/bmf.json.
 *
 * Measures have their unit in their names: Bencher has one "latency" for a whole project, which is
 * of nanoseconds. */
#include "measures.h"

#include "common/cleanup.h"

#include <math.h>

/* {"value", "lower_value", "upper_value"}; the last two only of an interval. */
static json_t *metric_json(double value, double low, double high) {
    if (isfinite(low) && isfinite(high))
        return json_pack("{s:f, s:f, s:f}", "value", value, "lower_value", low, "upper_value",
                         high);
    return json_pack("{s:f}", "value", value);
}

static int put_metric(json_t *benchmark, const char *metric, const char *unit, json_t *value) {
    char text[128], slug[65]; /* Bencher takes 64 letters */
    snprintf(text, sizeof text, "%s %s", metric, unit);
    return json_object_set_new(benchmark, measure_slug(text, '-', slug, sizeof slug), value);
}

static int put_against(json_t *benchmark, const struct summary_row *row) {
    const struct estimate *estimate = estimate_of(&row->against);
    bool ratio = scale_of(&row->against) == BY_RATIO;
    double factor = ratio ? 100 : 1, neutral = scale_neutral(scale_of(&row->against));
    char metric[96];
    snprintf(metric, sizeof metric, "%s %s", row->metric, ratio ? "overhead" : "difference");
    if (!isfinite(estimate->value))
        return 0;
    return put_metric(benchmark, metric, ratio ? "percent" : row->unit,
                      metric_json(factor * (estimate->value - neutral),
                                  factor * (estimate->lo - neutral),
                                  factor * (estimate->hi - neutral)));
}

static int put_measure(json_t *all, const struct measure *measure) {
    const struct summary_row *row = measure->row;
    double mean = row->moments.mean, half_width = mean_half_width(&row->moments);
    char name[512];
    measure_subject(measure, "/", name, sizeof name);
    json_t *benchmark = json_object_get(all, name);
    if (!benchmark && json_object_set_new(all, name, json_object()) < 0)
        return -1;
    benchmark = json_object_get(all, name);
    if (put_metric(benchmark, row->metric, row->unit,
                   metric_json(mean, mean - half_width, mean + half_width)) < 0)
        return -1;
    return measure->reference ? 0 : put_against(benchmark, row);
}

int bencher_print(const struct export_runs *runs, FILE *out, struct words *notes,
                  struct error *err) {
    struct measures measures;
    cleanup_json json_t *all = json_object();
    if (measures_of(&runs->run[0], &measures, notes, err) < 0)
        return -1;
    int status = all ? 0 : -1;
    for (size_t i = 0; i < measures.count && status == 0; i++)
        status = put_measure(all, &measures.measure[i]);
    measures_free(&measures);
    if (status < 0 || json_dumpf(all, out, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) < 0)
        return error_failed(err, "bencher: cannot be written as JSON");
    fputc('\n', out);
    return 0;
}
