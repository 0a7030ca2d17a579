/* record_merge.c - rates and usage are added, CPUs united, the longest time kept; the parts stay
 * beside. */
#include "record_merge.h"

#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/cpulist.h"
#include "harness/record.h"
#include "plan/yields.h"

#include <math.h>
#include <string.h>

struct parts {
    json_t *const *record;
    size_t count;
    const json_t *yields;
};

static const json_t *member(const struct parts *parts, size_t i, const char *object,
                            const char *key) {
    return json_object_get(json_object_get(parts->record[i], object), key);
}

static bool all_equal(const struct parts *parts, const char *object, const char *key) {
    const json_t *first = member(parts, 0, object, key);
    for (size_t i = 1; i < parts->count; i++) {
        const json_t *other = member(parts, i, object, key);
        if (first != other && !json_equal(first, other))
            return false;
    }
    return true;
}

/* NULL where one of them is no number. */
static json_t *sum(const struct parts *parts, const char *object, const char *key) {
    double sum = 0;
    bool whole = true;
    for (size_t i = 0; i < parts->count; i++) {
        const json_t *value = member(parts, i, object, key);
        if (!json_is_number(value))
            return NULL;
        whole = whole && json_is_integer(value);
        sum += json_number_value(value);
    }
    return whole ? json_integer((json_int_t)sum) : json_real(sum);
}

/* NULL where one of them is no list of numbers ("0-3,8"). */
static json_t *unite(const struct parts *parts, const char *object, const char *key) {
    struct cpu_set all;
    cpu_set_clear(&all);
    for (size_t i = 0; i < parts->count; i++) {
        const char *list = json_string_value(member(parts, i, object, key));
        struct cpu_set one;
        if (!list || cpulist_parse(list, &one, NULL) < 0)
            return NULL;
        cpu_set_or(&all, &all, &one);
    }
    char list[CPULIST_TEXT];
    return json_string(cpulist_format(&all, list, sizeof list));
}

static json_t *true_in_any(const struct parts *parts, const char *object, const char *key) {
    bool any = false;
    for (size_t i = 0; i < parts->count; i++)
        any = any || json_is_true(member(parts, i, object, key));
    return json_boolean(any);
}

static json_t *merge_parameters(const struct parts *parts, struct error *err) {
    cleanup_json json_t *merged = json_deep_copy(json_object_get(parts->record[0], "parameters"));
    if (!json_is_object(merged))
        return error_null(error_failed(err, "container 1 reports no parameters"));
    for (size_t i = 0; i < parts->count; i++) {
        const char *key;
        json_t *value;
        json_object_foreach(json_object_get(parts->record[i], "parameters"), key, value) {
            if (strcmp(key, "threads") == 0 || all_equal(parts, "parameters", key))
                continue;
            error_failed(err, "the containers ran with different parameters: %s", key);
            return NULL;
        }
    }
    json_t *threads = sum(parts, "parameters", "threads");
    if (threads)
        json_object_set_new(merged, "threads", threads);
    return json_incref(merged);
}

/* The value of the result of that metric and x, or NULL. */
static const json_t *find_value(const json_t *record, const json_t *wanted) {
    static const char *const keys[] = {"metric", "x", "unit"};
    const json_t *result;
    size_t i;
    json_array_foreach(json_object_get(record, "results"), i, result) {
        bool same = true;
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            same = same &&
                   json_equal(json_object_get(result, keys[k]), json_object_get(wanted, keys[k]));
        if (same)
            return json_object_get(result, "value");
    }
    return NULL;
}

static int merge_result(const struct parts *parts, const json_t *result, json_t *merged,
                        struct error *err) {
    const char *metric, *x, *unit;
    if (json_unpack((json_t *)result, "{s:s,s:s,s:s}", "metric", &metric, "x", &x, "unit", &unit) <
        0)
        return error_failed(err, "a result without metric, x and unit");
    if (!yields_rate(parts->yields, metric, x))
        return error_failed(err,
                            "%s in %s is no rate: that of several containers is no sum of theirs",
                            metric, unit);
    double sum = 0;
    for (size_t i = 0; i < parts->count; i++) {
        const json_t *value = find_value(parts->record[i], result);
        if (!json_is_number(value))
            return error_failed(err, "not every container reports %s %s in %s", metric, x, unit);
        sum += json_number_value(value);
    }
    json_t *one =
        json_pack("{s:s,s:s,s:s,s:f}", "metric", metric, "x", x, "unit", unit, "value", sum);
    if (json_array_append_new(json_object_get(merged, "results"), one) < 0)
        return error_failed(err, "out of memory");
    return 0;
}

static int merge_results(const struct parts *parts, json_t *merged, struct error *err) {
    const json_t *first = json_object_get(parts->record[0], "results"), *result;
    size_t i;
    for (size_t part = 1; part < parts->count; part++)
        if (json_array_size(json_object_get(parts->record[part], "results")) !=
            json_array_size(first))
            return error_failed(err, "the containers report different results");
    json_array_foreach(first, i, result) {
        if (merge_result(parts, result, merged, err) < 0)
            return -1;
    }
    return 0;
}

static int merge_checks(const struct parts *parts, double overlap, json_t *merged,
                        struct error *err) {
    json_t *checks = json_object_get(merged, "checks");
    for (size_t i = 0; i < parts->count; i++)
        if (json_array_extend(checks, json_object_get(parts->record[i], "checks")) < 0)
            return error_failed(err, "container %zu reports no checks", i + 1);
    return record_check(merged, "overlap", overlap >= RECORD_MERGE_OVERLAP, err,
                        "all containers ran together for %.3f of the longest one's time, wanted "
                        "%.2f",
                        isnan(overlap) ? 0 : overlap, RECORD_MERGE_OVERLAP);
}

/* Evidence that differs and has no rule is found in the parts alone. */
static int merge_evidence(const struct parts *parts, double overlap, json_t *merged,
                          struct error *err) {
    static const struct {
        const char *key;
        json_t *(*merge)(const struct parts *parts, const char *object, const char *key);
    } rules[] = {{"cpus", unite},
                 {"numa_nodes", unite},
                 {"huge_bytes", sum},
                 {"region_bytes", sum},
                 {"continued", true_in_any}};
    enum { RULES = sizeof rules / sizeof *rules };
    static const char *const required[] = {"binary_sha256",  "isa",     "blas_core",
                                           "kernel_release", "machine", "environment",
                                           "surroundings",   NULL};
    for (size_t i = 0; required[i]; i++)
        if (!all_equal(parts, "evidence", required[i]))
            return error_failed(err, "the containers differ in %s", required[i]);
    const char *key;
    json_t *value;
    json_object_foreach(json_object_get(parts->record[0], "evidence"), key, value) {
        size_t rule = 0;
        while (rule < RULES && strcmp(rules[rule].key, key) != 0)
            rule++;
        json_t *one = rule < RULES ? rules[rule].merge(parts, "evidence", key)
                      : all_equal(parts, "evidence", key) ? json_incref(value)
                                                          : NULL;
        if (one && record_evidence(merged, key, one, err) < 0)
            return -1;
    }
    if (record_evidence(merged, "containers", json_integer((json_int_t)parts->count), err) < 0)
        return -1;
    return record_evidence(merged, "overlap", json_real(isnan(overlap) ? 0 : overlap), err);
}

static int merge_usage(const struct parts *parts, json_t *merged, struct error *err) {
    json_t *usage = json_object();
    const char *key;
    json_t *value;
    json_object_foreach(json_object_get(parts->record[0], "usage"), key, value) {
        json_t *one = sum(parts, "usage", key);
        if (one && json_object_set_new(usage, key, one) < 0) {
            json_decref(usage);
            return error_failed(err, "out of memory");
        }
    }
    double longest = NAN;
    for (size_t i = 0; i < parts->count; i++)
        longest = fmax(longest, json_number_value(member(parts, i, "usage", "wall_s")));
    if (json_object_get(usage, "wall_s"))
        json_object_set_new(usage, "wall_s", json_real(longest));
    return record_usage(merged, usage, err);
}

static int keep_parts(const struct parts *parts, json_t *merged, struct error *err) {
    json_t *list = json_array();
    for (size_t i = 0; i < parts->count; i++)
        json_array_append(list, parts->record[i]);
    if (json_object_set_new(merged, "parts", list) < 0)
        return error_failed(err, "out of memory");
    return 0;
}

json_t *record_merge(json_t *const *records, size_t count, const json_t *yields, double overlap,
                     struct error *err) {
    struct parts parts = {records, count, yields};
    static const char *const head[] = {"schema", "kernel", "version"};
    const char *kernel = json_string_value(json_object_get(records[0], "kernel"));
    json_t *parameters = merge_parameters(&parts, err);
    if (!parameters)
        return NULL;
    cleanup_json json_t *merged = record_new(kernel ? kernel : "", parameters, err);
    if (!merged)
        return NULL;
    for (size_t k = 0; k < sizeof head / sizeof *head; k++)
        for (size_t i = 0; i < count; i++)
            if (!json_equal(json_object_get(records[0], head[k]),
                            json_object_get(records[i], head[k])))
                return error_null(error_failed(err, "the containers differ in %s", head[k]));
    if (json_object_set(merged, "version", json_object_get(records[0], "version")) < 0)
        return error_null(error_failed(err, "the containers report no version"));
    if (merge_results(&parts, merged, err) < 0 || merge_checks(&parts, overlap, merged, err) < 0 ||
        merge_evidence(&parts, overlap, merged, err) < 0 || merge_usage(&parts, merged, err) < 0 ||
        keep_parts(&parts, merged, err) < 0)
        return NULL;
    return json_incref(merged);
}
