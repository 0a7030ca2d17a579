/* histogram.h - how long things took: every sample counted, none kept.
 *
 * Log-linear, as G. Tene's HdrHistogram (hdrhistogram.org), whose C library Debian 12 does not
 * package: 128 equal buckets for each power of two, so that a bucket is at most 1/128 (0.8 %) of
 * its values wide over the whole range of 64 bits. Samples are nanoseconds; what is
 * reported is microseconds. */
#ifndef VIRTAX_HISTOGRAM_H
#define VIRTAX_HISTOGRAM_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HISTOGRAM_BITS = 7, HISTOGRAM_BUCKETS = (65 - HISTOGRAM_BITS) << HISTOGRAM_BITS };

/* A percentile is told only where at least so many samples lie beyond it: a p99.9 of 500 samples
 * would be their maximum under another name. */
enum { HISTOGRAM_BEYOND = 10 };

/* Zeroed, it is empty. It takes 58 KiB: give each thread one of its own and merge them after. */
struct histogram {
    uint64_t count, min_ns, max_ns;
    unsigned __int128 sum_ns;
    uint64_t bucket[HISTOGRAM_BUCKETS];
};

void histogram_record(struct histogram *histogram, uint64_t nanoseconds);

/* Adds the samples of `from` to `into`, as if they had been recorded there. */
void histogram_merge(struct histogram *into, const struct histogram *from);

/* The exact mean in microseconds; 0 where there are no samples. */
double histogram_mean(const struct histogram *histogram);

/* The percentile by nearest rank, given in hundredths of a percent (p99.9 is 9990), in
 * microseconds: its place among those of its bucket, as if these lay evenly in it. At most 0.8 %
 * wrong, and of many samples without the bucket's steps, which differences would show. False where
 * fewer than HISTOGRAM_BEYOND samples lie beyond its rank. */
bool histogram_percentile(const struct histogram *histogram, unsigned hundredths, double *us);

/* The largest number of nanoseconds in a bucket; buckets ascend. */
uint64_t histogram_upper(size_t bucket);

/* Appends what histogram_report can add to the list of a kernel's results (struct kernel). */
int histogram_yields(const char *prefix, json_t *list, struct error *err);

/* Appends the results "latency" (docs/record.md) min, mean, p50, p90, p99, p99.9, p99.99 (as far as
 * the samples support them) and max, each x after `prefix` ("read-", or ""), and the buckets that
 * hold samples to the record's "histograms" under `x`. An empty histogram is an error. */
int histogram_report(const struct histogram *histogram, const char *prefix, const char *x,
                     json_t *record, struct error *err);

/* Appends the buckets alone, for another metric: what was recorded in thousandths of its unit. */
int histogram_buckets(const struct histogram *histogram, const char *metric, const char *x,
                      const char *unit, json_t *record, struct error *err);

#endif
