/* gates_pace.c - the gates about what changed in the course of a cell: the CPUs' speed, the values
 * themselves, and a network that lost what was sent. */
#include "gate_finding.h"

#include "common/cleanup.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct gate_finding change(double by, double limit) {
    if (isnan(by))
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    return gate_finding(fabs(by) <= limit ? GATE_OK : GATE_FAILED, json_real(by));
}

/* NAN is no change at all. */
static double larger_change(double a, double b) {
    return isnan(a) || fabs(b) > fabs(a) ? b : a;
}

static double member(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

struct gate_finding gate_frequency(const struct gate_subject *subject, double limit) {
    const struct interference *seen = &subject->execution->interference;
    const json_t *reference = gate_evidence(subject, "reference_ghz");
    double by_work = member(reference, "end") / member(reference, "begin") - 1;
    double by_system = seen->ghz_begin > 0 ? seen->ghz_end / seen->ghz_begin - 1 : NAN;
    return change(larger_change(by_work, by_system), limit);
}

/* Of one side's report; NAN where it tells nothing of TCP, or sent nothing. */
static double resent_share(const json_t *side) {
    const json_t *tcp = json_object_get(side, "tcp");
    double segments = member(tcp, "segments");
    return segments > 0 ? member(tcp, "retransmits") / segments : NAN;
}

struct gate_finding gate_retransmits(const struct gate_subject *subject, double limit) {
    static const char *const sides[] = {"client", "server"};
    const json_t *kernels[] = {subject->kernel, subject->peer_kernel};
    double most = NAN;
    for (size_t i = 0; i < 4; i++) {
        const json_t *evidence = json_object_get(kernels[i / 2], "evidence");
        most = fmax(most, resent_share(json_object_get(evidence, sides[i % 2])));
    }
    return change(most, limit);
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the values. */
static double median(double *value, size_t count) {
    qsort(value, count, sizeof *value, by_value);
    return (value[(count - 1) / 2] + value[count / 2]) / 2;
}

/* The standard error of the median of normal values, by their median deviation: bursts do not
 * count. */
static double median_error(double *value, size_t count, double middle) {
    for (size_t i = 0; i < count; i++)
        value[i] = fabs(value[i] - middle);
    return 1.2533 * 1.4826 * median(value, count) / sqrt((double)count);
}

/* How much larger the last third is than the first; 0 where that is within their scatter, NAN where
 * there are too few. */
static double drift_of(const json_t *samples) {
    enum { LEAST = 9 };
    const double errors = 3;
    cleanup_free double *value = calloc(json_array_size(samples) + 1, sizeof *value);
    size_t count = 0, i;
    const json_t *sample;
    json_array_foreach(samples, i, sample) {
        if (value && json_is_number(sample)) /* a slice may have none */
            value[count++] = json_number_value(sample);
    }
    if (count < LEAST)
        return NAN;
    size_t third = count / 3;
    double *last = value + count - third;
    double a = median(value, third), b = median(last, third);
    double error = hypot(median_error(value, third, a), median_error(last, third, b));
    if (!(a > 0))
        return NAN;
    return fabs(b - a) > errors * error ? b / a - 1 : 0;
}

struct gate_finding gate_drift(const struct gate_subject *subject, double limit) {
    const json_t *result;
    double most = NAN;
    size_t i;
    json_array_foreach(json_object_get(subject->kernel, "results"), i, result) {
        const char *metric = json_string_value(json_object_get(result, "metric"));
        double drift = drift_of(json_object_get(result, "samples"));
        if (metric && subject->figure->metric && strcmp(metric, subject->figure->metric) == 0 &&
            !isnan(drift))
            most = larger_change(most, drift);
    }
    return change(most, limit);
}
