/* histogram.c - log-linear buckets: which one a value falls into, percentiles, and their JSON. */
#include "histogram.h"

#include "kernel.h"
#include "record.h"

#include <math.h>
#include <stdio.h>

enum { PER_OCTAVE = 1 << HISTOGRAM_BITS };
static const double us_per_ns = 1e-3;

/* Values below 2 * PER_OCTAVE have a bucket each; above, the leading HISTOGRAM_BITS + 1 bits of a
 * value choose its bucket. */
static size_t bucket_of(uint64_t value) {
    unsigned width = 64 - (unsigned)__builtin_clzll(value | 1);
    unsigned shift = width > HISTOGRAM_BITS + 1 ? width - (HISTOGRAM_BITS + 1) : 0;
    return ((size_t)shift << HISTOGRAM_BITS) + (size_t)(value >> shift);
}

uint64_t histogram_upper(size_t bucket) {
    if (bucket < 2 * PER_OCTAVE)
        return bucket;
    size_t shift = (bucket >> HISTOGRAM_BITS) - 1;
    uint64_t leading = bucket - (shift << HISTOGRAM_BITS);
    return (leading << shift) + (UINT64_C(1) << shift) - 1;
}

void histogram_record(struct histogram *h, uint64_t ns) {
    if (h->count == 0 || ns < h->min_ns)
        h->min_ns = ns;
    if (ns > h->max_ns)
        h->max_ns = ns;
    h->count++;
    h->sum_ns += ns;
    h->bucket[bucket_of(ns)]++;
}

void histogram_merge(struct histogram *into, const struct histogram *from) {
    if (from->count == 0)
        return;
    if (into->count == 0 || from->min_ns < into->min_ns)
        into->min_ns = from->min_ns;
    if (from->max_ns > into->max_ns)
        into->max_ns = from->max_ns;
    into->count += from->count;
    into->sum_ns += from->sum_ns;
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
        into->bucket[i] += from->bucket[i];
}

double histogram_mean(const struct histogram *h) {
    return h->count > 0 ? us_per_ns * (double)h->sum_ns / (double)h->count : 0;
}

bool histogram_percentile(const struct histogram *h, unsigned hundredths, double *us) {
    uint64_t rank = (uint64_t)(((unsigned __int128)h->count * hundredths + 9999) / 10000);
    if (rank == 0 || h->count < rank + HISTOGRAM_BEYOND)
        return false;
    size_t i = 0;
    uint64_t before = 0;
    while (before + h->bucket[i] < rank)
        before += h->bucket[i++];
    double lower = i > 0 ? (double)histogram_upper(i - 1) + 1 : 0;
    double within = ((double)(rank - before) - 0.5) / (double)h->bucket[i];
    double ns = lower + ((double)histogram_upper(i) - lower) * within;
    *us = us_per_ns * fmin(fmax(ns, (double)h->min_ns), (double)h->max_ns);
    return true;
}

int histogram_buckets(const struct histogram *h, const char *metric, const char *x,
                      const char *unit, json_t *record, struct error *err) {
    json_t *buckets = json_array();
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        if (h->bucket[i] > 0)
            json_array_append_new(buckets,
                                  json_pack("[f, I]", us_per_ns * (double)histogram_upper(i),
                                            (json_int_t)h->bucket[i]));
    }
    json_t *all = json_object_get(record, "histograms");
    if (!all) {
        json_object_set_new(record, "histograms", json_array());
        all = json_object_get(record, "histograms");
    }
    json_t *one = json_pack("{s:s, s:s, s:s, s:o}", "metric", metric, "x", x, "unit", unit,
                            "buckets", buckets);
    return json_array_append_new(all, one) < 0
               ? error_failed(err, "building the histogram: out of memory")
               : 0;
}

static const struct {
    const char *name;
    unsigned hundredths;
} percentiles[] = {{"p50", 5000}, {"p90", 9000}, {"p99", 9900}, {"p99.9", 9990}, {"p99.99", 9999}};
enum { PERCENTILES = sizeof percentiles / sizeof *percentiles };

static int yield(json_t *list, const char *prefix, const char *name, struct error *err) {
    char x[64];
    snprintf(x, sizeof x, "%s%s", prefix, name);
    struct kernel_result row = {.metric = "latency", .x = x, .unit = "us"};
    return kernel_result_add(list, &row, err);
}

int histogram_yields(const char *prefix, json_t *list, struct error *err) {
    if (yield(list, prefix, "min", err) < 0 || yield(list, prefix, "mean", err) < 0)
        return -1;
    for (size_t i = 0; i < PERCENTILES; i++) {
        if (yield(list, prefix, percentiles[i].name, err) < 0)
            return -1;
    }
    return yield(list, prefix, "max", err);
}

static int add_result(json_t *record, const char *prefix, const char *name, double us,
                      struct error *err) {
    char x[64];
    snprintf(x, sizeof x, "%s%s", prefix, name);
    return record_result(record, "latency", x, "us", &us, 1, err);
}

int histogram_report(const struct histogram *h, const char *prefix, const char *x, json_t *record,
                     struct error *err) {
    if (h->count == 0)
        return error_failed(err, "latency %s: no samples", x);

    if (add_result(record, prefix, "min", us_per_ns * (double)h->min_ns, err) < 0 ||
        add_result(record, prefix, "mean", histogram_mean(h), err) < 0)
        return -1;
    for (size_t i = 0; i < PERCENTILES; i++) {
        double us;
        if (histogram_percentile(h, percentiles[i].hundredths, &us) &&
            add_result(record, prefix, percentiles[i].name, us, err) < 0)
            return -1;
    }
    if (add_result(record, prefix, "max", us_per_ns * (double)h->max_ns, err) < 0)
        return -1;
    return histogram_buckets(h, "latency", x, "us", record, err);
}
