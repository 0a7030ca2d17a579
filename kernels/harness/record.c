/* record.c - builds the record's JSON: head, results, checks, evidence. */
#include "record.h"

#include "common/cleanup.h"
#include "harness/samples.h"

#include <stdarg.h>
#include <string.h>

static int short_of_memory(struct error *err) {
    return error_failed(err, "building the record: out of memory");
}

json_t *record_resolved(const char *kernel, json_t *parameters, struct error *err) {
    json_t *record = json_pack("{s:s, s:s, s:s, s:o}", "schema", "virtax-kernel/1", "kernel",
                               kernel, "version", VIRTAX_VERSION, "parameters", parameters);
    if (!record)
        short_of_memory(err);
    return record;
}

json_t *record_new(const char *kernel, json_t *parameters, struct error *err) {
    json_t *record = record_resolved(kernel, parameters, err);
    if (!record)
        return NULL;
    if (json_object_set_new(record, "results", json_array()) < 0 ||
        json_object_set_new(record, "checks", json_array()) < 0 ||
        json_object_set_new(record, "evidence", json_object()) < 0) {
        json_decref(record);
        short_of_memory(err);
        return NULL;
    }
    return record;
}

static bool has_slices(const json_t *record) {
    return json_object_get(record, "slices");
}

static int append(json_t *record, const char *list, json_t *item, struct error *err) {
    return json_array_append_new(json_object_get(record, list), item) < 0 ? short_of_memory(err)
                                                                          : 0;
}

int record_result(json_t *record, const char *metric, const char *x, const char *unit,
                  const double *samples, size_t count, struct error *err) {
    if (has_slices(record))
        return 0;
    if (count == 0)
        return error_failed(err, "%s %s: no samples", metric, x);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        if (json_array_append_new(list, json_real(samples[i])) < 0) {
            json_decref(list);
            return short_of_memory(err);
        }
    }
    double mean = samples_mean(samples, count);
    return append(record, "results",
                  json_pack("{s:s, s:s, s:s, s:f, s:o}", "metric", metric, "x", x, "unit", unit,
                            "value", mean, "samples", list),
                  err);
}

int record_check(json_t *record, const char *name, bool ok, struct error *err, const char *detail,
                 ...) {
    char text[512];
    va_list args;
    va_start(args, detail);
    vsnprintf(text, sizeof text, detail, args);
    va_end(args);
    return append(record, "checks",
                  json_pack("{s:s, s:b, s:s}", "name", name, "ok", ok, "detail", text), err);
}

int record_evidence(json_t *record, const char *key, json_t *value, struct error *err) {
    json_t *evidence = json_object_get(record, "evidence");
    return json_object_set_new(evidence, key, value) < 0 ? short_of_memory(err) : 0;
}

int record_usage(json_t *record, json_t *usage, struct error *err) {
    cleanup_json json_t *owned = usage;
    if (has_slices(record))
        return 0;
    return json_object_set(record, "usage", owned) < 0 ? short_of_memory(err) : 0;
}

int record_status(const json_t *record) {
    size_t i;
    json_t *check;
    json_array_foreach(json_object_get(record, "checks"), i, check) {
        if (!json_is_true(json_object_get(check, "ok")))
            return STATUS_FAILED;
    }
    return STATUS_OK;
}
