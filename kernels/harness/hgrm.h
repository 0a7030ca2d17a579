/* hgrm.h - a distribution as the text that HdrHistogram's plotters read. */
#ifndef VIRTAX_HGRM_H
#define VIRTAX_HGRM_H

#include "harness/histogram.h"

/* What was counted: buckets with samples, by ascending `upper`, which no sample of theirs exceeds.
 */
struct hgrm {
    size_t count;
    struct hgrm_bucket {
        double upper;
        uint64_t samples;
    } * bucket;
    double mean;
    unsigned buckets, sub_buckets; /* of the histogram that they are of */
};

/* Writes the percentile distribution to a file: lines of value, percentile, count up to it and
 * 1 / (1 - percentile), in ever smaller steps towards 1, as HdrHistogram's
 * outputPercentileDistribution() does with 5 ticks for each halving (hdrhistogram.org; its plotter:
 * plotFiles.html). Values are in the unit of the buckets. */
int hgrm_write_buckets(const struct hgrm *hgrm, const char *path, struct error *err);

/* The same of a histogram; values are microseconds. */
int hgrm_write(const struct histogram *histogram, const char *path, struct error *err);

#endif
