/* pkb.c - samples as PerfKitBenchmarker's NewlineDelimitedJSONPublisher writes them: fields of
 * perfkitbenchmarker/sample.py, metadata as one text of labels, as publisher.py has it
 * (https://github.com/GoogleCloudPlatform/PerfKitBenchmarker). A sample is one block's value, or
 * the overhead over all of them. */
#include "measures.h"

#include "common/cleanup.h"

#include <math.h>
#include <string.h>
#include <time.h>

/* Labels in the making: "|key:value|,|key:value|". */
struct labels {
    char text[2048];
};

/* A bar would end the label: "send|receive". */
static void label(struct labels *labels, const char *key, const char *value) {
    size_t used = strlen(labels->text);
    snprintf(labels->text + used, sizeof labels->text - used, "%s|%s:", used ? "," : "", key);
    for (used = strlen(labels->text); *value && used + 2 < sizeof labels->text; value++)
        labels->text[used++] = *value == '|' ? '/' : *value;
    labels->text[used++] = '|';
    labels->text[used] = '\0';
}

static void label_number(struct labels *labels, const char *key, double value) {
    char text[32];
    snprintf(text, sizeof text, "%.9g", value);
    if (isfinite(value))
        label(labels, key, text);
}

static void label_measure(struct labels *labels, const struct measure *measure) {
    const struct plan *plan = &measure->run->plan;
    const json_t *before = json_object_get(measure->run->machine, "before");
    const char *const facts[] = {"cpu_model", "kernel"};
    label(labels, "series", measure->row->series);
    label(labels, "environment",
          measure->summary->figure->series[measure->row->planned].environment);
    label(labels, "x", measure->row->x);
    label(labels, "kernel_program", measure->summary->figure->kernel);
    label(labels, "emulated", measure->emulated ? "yes" : "no");
    label(labels, "profile", plan->profile);
    label(labels, "virtax_version", plan->version);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const char *fact = json_string_value(json_object_get(before, facts[i]));
        if (fact)
            label(labels, facts[i], fact);
    }
}

/* Seconds since 1970 of "2026-01-02T03:06:00Z"; 0 where it is none. */
static double seconds_of(const char *utc) {
    struct tm time = {0};
    const char *end = utc ? strptime(utc, "%Y-%m-%dT%H:%M:%S", &time) : NULL;
    return end ? (double)timegm(&time) : 0;
}

struct stream {
    FILE *out;
    size_t samples;
};

static int put_sample(struct stream *stream, const struct measure *measure, const char *metric,
                      double value, const char *unit, const char *when,
                      const struct labels *labels) {
    char run[32], sample[64];
    const struct plan *plan = &measure->run->plan;
    snprintf(run, sizeof run, "%08x%08x", (unsigned)seconds_of(plan->created),
             (unsigned)plan->seed);
    snprintf(sample, sizeof sample, "%s-%zu", run, stream->samples++);
    cleanup_json json_t *json =
        json_pack("{s:s, s:f, s:s, s:f, s:s, s:s, s:b, s:s, s:s, s:s, s:s}", "metric", metric,
                  "value", value, "unit", unit, "timestamp", seconds_of(when), "test",
                  measure->row->figure, "product_name", "virtax", "official", 0, "owner", "",
                  "run_uri", run, "sample_uri", sample, "labels", labels->text);
    if (!json || json_dumpf(json, stream->out, JSON_COMPACT | JSON_REAL_PRECISION(12)) < 0)
        return -1;
    fputc('\n', stream->out);
    return 0;
}

static int put_blocks(struct stream *stream, const struct measure *measure) {
    const struct plan *plan = &measure->run->plan;
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (!cells_have(&measure->cells, block, measure->x))
            continue;
        const json_t *record =
            records_of(plan, block, measure->row->planned, &measure->run->records);
        double value = cells_value(&measure->cells, record, measure->x);
        if (!isfinite(value))
            continue;
        struct labels labels = {""};
        label_measure(&labels, measure);
        label_number(&labels, "round", block->round);
        if (put_sample(stream, measure, measure->row->metric, value, measure->row->unit,
                       json_string_value(json_object_get(record, "started")), &labels) < 0)
            return -1;
    }
    return 0;
}

static int put_overhead(struct stream *stream, const struct measure *measure) {
    const struct summary_row *row = measure->row;
    const struct estimate *estimate = estimate_of(&row->against);
    bool ratio = scale_of(&row->against) == BY_RATIO;
    double factor = ratio ? 100 : 1, neutral = scale_neutral(scale_of(&row->against));
    char metric[96];
    struct labels labels = {""};
    if (measure->reference || !isfinite(estimate->value))
        return 0;
    snprintf(metric, sizeof metric, "%s %s", row->metric, ratio ? "overhead" : "difference");
    label_measure(&labels, measure);
    label(&labels, "reference", summary_series(measure->summary, 0));
    label_number(&labels, "lower", factor * (estimate->lo - neutral));
    label_number(&labels, "upper", factor * (estimate->hi - neutral));
    label_number(&labels, "pairs", (double)estimate->n);
    return put_sample(stream, measure, metric, factor * (estimate->value - neutral),
                      ratio ? "%" : row->unit, measure->run->plan.created, &labels);
}

int pkb_print(const struct export_runs *runs, FILE *out, struct words *notes, struct error *err) {
    struct stream stream = {.out = out};
    for (size_t r = 0; r < runs->count; r++) {
        struct measures measures;
        int status = 0;
        if (measures_of(&runs->run[r], &measures, notes, err) < 0)
            return -1;
        for (size_t i = 0; i < measures.count && status == 0; i++)
            if (put_blocks(&stream, &measures.measure[i]) < 0 ||
                put_overhead(&stream, &measures.measure[i]) < 0)
                status = error_failed(err, "%s: cannot be written as JSON", runs->run[r].directory);
        measures_free(&measures);
        if (status < 0)
            return -1;
    }
    return 0;
}
