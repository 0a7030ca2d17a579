/* crowd_seen.c - samples become quantiles, steps a slope, and many records one. */
#include "crowd_seen.h"

#include "common/cleanup.h"
#include "harness/histogram.h"
#include "harness/record.h"

#include <gsl/gsl_fit.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

static const double mib = 1 << 20;

void crowd_seen_free(struct crowd_seen *seen) {
    samples_free(&seen->by_clock);
    samples_free(&seen->by_arrival);
    samples_free(&seen->answered);
    samples_free(&seen->own);
    json_decref(seen->came);
    json_decref(seen->record);
    seen->came = seen->record = NULL;
}

int crowd_seen_started(const struct crowd_group *group, struct crowd_seen *seen,
                       struct error *err) {
    for (size_t i = 0; i < group->count; i++) {
        const struct crowd_member *member = &group->member[i];
        double from = member->command_s;
        if (seen->answered.count == 0)
            seen->same_clock = true;
        seen->same_clock =
            seen->same_clock && member->own_s >= from && member->own_s <= member->seen_s;
        if (samples_add(&seen->by_clock, 1e3 * (member->own_s - from), err) < 0 ||
            samples_add(&seen->by_arrival, 1e3 * (member->seen_s - from), err) < 0 ||
            samples_add(&seen->answered, 1e3 * (member->answered_s - from), err) < 0 ||
            samples_add(&seen->own, 1e3 * member->own_s, err) < 0)
            return -1;
    }
    return 0;
}

/* A line of stdout that begins as a record. */
static json_t *record_of(const struct process_result *result) {
    const char *at = result->out ? strstr(result->out, "{\"schema\":") : NULL;
    cleanup_free char *line = at ? strndup(at, strcspn(at, "\n")) : NULL;
    return line ? json_loads(line, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

static bool same_evidence(const json_t *a, const json_t *b, const char *key) {
    return json_equal(json_object_get(json_object_get(a, "evidence"), key),
                      json_object_get(json_object_get(b, "evidence"), key));
}

/* NULL: nothing is wrong with it. */
static const char *wrong_with(const json_t *record, const struct process_result *result,
                              const json_t *first) {
    if (result->exit_status != 0)
        return "its exit status is not 0";
    if (!record)
        return "it printed no record";
    if (record_status(record) != STATUS_OK)
        return "a check of its own is not ok";
    if (!same_evidence(record, first, "binary_sha256") ||
        !same_evidence(record, first, "environment"))
        return "its binary or its environment is not the first one's";
    return NULL;
}

int crowd_seen_ended(const struct crowd_group *group, struct crowd_seen *seen, struct error *err) {
    for (size_t i = 0; i < group->count; i++) {
        cleanup_json json_t *record = record_of(&group->member[i].result);
        if (!seen->record && !(seen->record = json_incref(record)))
            return error_failed(err, "number %zu of %zu printed no record", i + 1, group->count);
        const char *wrong = wrong_with(record, &group->member[i].result, seen->record);
        if (!wrong)
            seen->ended++;
        else if (!seen->wrong[0])
            snprintf(seen->wrong, sizeof seen->wrong, "; number %zu: %s", i + 1, wrong);
    }
    return 0;
}

static int add(json_t *record, const char *metric, const char *x, const char *unit, double value,
               struct error *err) {
    return isnan(value) ? 0 : record_result(record, metric, x, unit, &value, 1, err);
}

/* By nearest rank. */
static double quantile(const double *sorted, size_t count, double share) {
    size_t rank = (size_t)ceil(share * (double)count);
    return sorted[rank > 0 ? rank - 1 : 0];
}

static int add_distribution(json_t *record, const char *x, const struct samples *samples,
                            struct error *err) {
    static const struct {
        const char *name;
        double share;
    } quantiles[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}};
    size_t count = samples->count;
    cleanup_free double *sorted = calloc(count + 1, sizeof *sorted);
    cleanup_free struct histogram *histogram = calloc(1, sizeof *histogram);
    char name[64];
    if (!sorted || !histogram)
        return error_failed(err, "out of memory");
    for (size_t i = 0; i < count; i++) {
        sorted[i] = samples->value[i];
        histogram_record(histogram, (uint64_t)(1e3 * fmax(sorted[i], 0)));
    }
    gsl_sort(sorted, 1, count);
    snprintf(name, sizeof name, "%s-mean", x);
    if (record_result(record, "time", name, "ms", samples->value, count, err) < 0)
        return -1;
    for (size_t i = 0; i < sizeof quantiles / sizeof *quantiles; i++) {
        double beyond = (1 - quantiles[i].share) * (double)count;
        snprintf(name, sizeof name, "%s-%s", x, quantiles[i].name);
        if ((quantiles[i].share <= 0.5 || beyond >= HISTOGRAM_BEYOND) &&
            add(record, "time", name, "ms", quantile(sorted, count, quantiles[i].share), err) < 0)
            return -1;
    }
    snprintf(name, sizeof name, "%s-min", x);
    if (add(record, "time", name, "ms", sorted[0], err) < 0)
        return -1;
    snprintf(name, sizeof name, "%s-max", x);
    if (add(record, "time", name, "ms", sorted[count - 1], err) < 0)
        return -1;
    return histogram_buckets(histogram, "time", x, "ms", record, err);
}

static int add_times(json_t *record, const struct crowd_seen *seen, double cpu_s,
                     struct error *err) {
    const struct samples *started = seen->same_clock ? &seen->by_clock : &seen->by_arrival;
    cleanup_free double *own = calloc(seen->own.count, sizeof *own);
    if (!own)
        return error_failed(err, "out of memory");
    memcpy(own, seen->own.value, seen->own.count * sizeof *own);
    double middle = seen->same_clock ? NAN : samples_median(own, seen->own.count);
    if (add_distribution(record, "started", started, err) < 0 ||
        add_distribution(record, "answered", &seen->answered, err) < 0 ||
        add(record, "time", "own-kernel-p50", "ms", middle, err) < 0)
        return -1;
    return add(record, "cpu", "per-start", "ms", 1e3 * cpu_s / (double)started->count, err);
}

double crowd_slope(const double *there, const double *value, size_t count) {
    double intercept, slope, unused;
    if (count < 2)
        return NAN;
    for (size_t i = 0; i < count; i++)
        if (isnan(value[i]))
            return NAN;
    gsl_fit_linear(there, 1, value, 1, count, &intercept, &slope, &unused, &unused, &unused,
                   &unused);
    return slope;
}

/* What instances share is the first one's: a slope is of those that come to it. */
static int add_slope(json_t *record, const char *metric, const char *x, const char *unit,
                     const double *there, const double *value, size_t count, struct error *err) {
    size_t none = count > 0 && there[0] == 0;
    return add(record, metric, x, unit, crowd_slope(there + none, value + none, count - none), err);
}

static json_t *told(double value) {
    return isnan(value) ? json_null() : json_real(value);
}

static int add_held(json_t *record, const struct crowd_seen *seen, struct error *err) {
    double there[CROWD_STEPS], taken[CROWD_STEPS], processes[CROWD_STEPS], cpu[CROWD_STEPS];
    double disk[CROWD_STEPS];
    json_t *steps = json_array();
    for (size_t i = 0; i < seen->steps; i++) {
        const struct crowd_held *held = &seen->held[i];
        there[i] = (double)held->there;
        taken[i] = (seen->held[0].available_bytes - held->available_bytes) / mib;
        processes[i] = held->processes_bytes / mib;
        cpu[i] = 1e3 * held->cpu_share;
        disk[i] = (seen->held[0].disk_free_bytes - held->disk_free_bytes) / mib;
        json_array_append_new(steps, json_pack("{s:I,s:f,s:o,s:f,s:o}", "there",
                                               (json_int_t)held->there, "available_MiB", taken[i],
                                               "processes_MiB", told(processes[i]), "idle_ms_per_s",
                                               cpu[i], "disk_MiB", told(disk[i])));
    }
    if (record_evidence(record, "steps", steps, err) < 0 ||
        add_slope(record, "memory", "available", "MiB", there, taken, seen->steps, err) < 0 ||
        add_slope(record, "memory", "processes", "MiB", there, processes, seen->steps, err) < 0)
        return -1;
    if (add_slope(record, "cpu", "idle", "ms/s", there, cpu, seen->steps, err) < 0 ||
        add_slope(record, "disk", "instance", "MiB", there, disk, seen->steps, err) < 0)
        return -1;
    return add(record, "disk", "image", "MiB", seen->image_bytes / mib, err);
}

json_t *crowd_record(const struct crowd_seen *seen, size_t wanted, double cpu_s,
                     struct error *err) {
    cleanup_json json_t *record = json_deep_copy(seen->record);
    if (!record)
        return error_null(error_failed(err, "no kernel of the crowd told of itself"));
    json_t *stamped =
        json_string(seen->same_clock ? "the kernel, by this host's clock" : "their arrival here");
    if (record_evidence(record, "started_by", stamped, err) < 0 ||
        (seen->came && record_evidence(record, "came", json_incref(seen->came), err) < 0) ||
        (seen->steps > 0 ? add_held(record, seen, err) : add_times(record, seen, cpu_s, err)) < 0 ||
        record_check(record, "instances", seen->ended == wanted, err,
                     "%zu of %zu started, answered and ended as they should%s", seen->ended, wanted,
                     seen->wrong) < 0)
        return NULL;
    return json_incref(record);
}
