/* record_print.c - a record on its way out: one line of JSON, or text for people. */
#include "common/cleanup.h"
#include "record.h"
#include "samples.h"

#include <math.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static int print_result(const json_t *result, FILE *out, struct error *err) {
    const json_t *list = json_object_get(result, "samples");
    size_t count = json_array_size(list);
    cleanup_free double *sample = calloc(count + 1, sizeof *sample);
    if (!sample)
        return error_errno(err, "printing %zu samples", count);
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        sample[i] = json_number_value(json_array_get(list, i));
        least = fmin(least, sample[i]);
        most = fmax(most, sample[i]);
    }

    fprintf(out, "%-12s %-8s %-8s %11.4g", text_of(result, "metric"), text_of(result, "x"),
            text_of(result, "unit"), json_number_value(json_object_get(result, "value")));
    if (count > 1)
        fprintf(out, " %11.3g", samples_sd(sample, count));
    else
        fprintf(out, " %11s", "-");
    if (count > 0)
        fprintf(out, " %11.4g %11.4g %6zu\n", least, most, count);
    else
        fprintf(out, " %11s %11s %6d\n", "-", "-", 0);
    return 0;
}

static int print_fields(const char *heading, const json_t *object, FILE *out, struct error *err) {
    const char *key;
    json_t *value;
    fprintf(out, "\n%s\n", heading);
    json_object_foreach((json_t *)object, key, value) {
        cleanup_free char *text =
            json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(6));
        if (!text)
            return error_failed(err, "printing %s: out of memory", key);
        if (json_is_string(value))
            fprintf(out, "  %-22s %s\n", key, json_string_value(value));
        else
            fprintf(out, "  %-22s %s\n", key, text);
    }
    return 0;
}

static int print_text(const json_t *record, FILE *out, struct error *err) {
    size_t i;
    json_t *item;
    const json_t *results = json_object_get(record, "results");

    fprintf(out, "virtax %s %s\n", text_of(record, "kernel"), text_of(record, "version"));
    if (results)
        fprintf(out, "\n%-12s %-8s %-8s %11s %11s %11s %11s %6s\n", "metric", "x", "unit", "mean",
                "sd", "min", "max", "n");
    json_array_foreach(results, i, item) {
        if (print_result(item, out, err) < 0)
            return -1;
    }
    static const char *const objects[] = {"parameters", "evidence", "usage"};
    for (i = 0; i < sizeof objects / sizeof *objects; i++) {
        const json_t *object = json_object_get(record, objects[i]);
        if (object && print_fields(objects[i], object, out, err) < 0)
            return -1;
    }
    const json_t *checks = json_object_get(record, "checks");
    if (json_array_size(checks) > 0)
        fprintf(out, "\nchecks\n");
    json_array_foreach(checks, i, item) {
        fprintf(out, "  %-22s %s: %s\n", text_of(item, "name"),
                json_is_true(json_object_get(item, "ok")) ? "ok" : "FAILED",
                text_of(item, "detail"));
    }
    return 0;
}

static int flushed(FILE *out, struct error *err) {
    return fflush(out) == EOF || ferror(out) ? error_errno(err, "writing the record") : 0;
}

int record_print_line(const json_t *object, FILE *out, struct error *err) {
    if (json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(15)) < 0 ||
        fputc('\n', out) == EOF)
        return error_errno(err, "writing the record");
    return flushed(out, err);
}

int record_print(const json_t *record, bool json, FILE *out, struct error *err) {
    if (json)
        return record_print_line(record, out, err);
    return print_text(record, out, err) < 0 ? -1 : flushed(out, err);
}
