/* hgrm.h - a histogram as the text that HdrHistogram's plotters read. */
#ifndef VIRTAX_HGRM_H
#define VIRTAX_HGRM_H

#include "harness/histogram.h"

/* Writes the percentile distribution to a file: lines of value, percentile, count up to it and
 * 1 / (1 - percentile), in ever smaller steps towards 1, as HdrHistogram's
 * outputPercentileDistribution() does with 5 ticks for each halving (hdrhistogram.org; its plotter:
 * plotFiles.html). Values are microseconds. */
int hgrm_write(const struct histogram *histogram, const char *path, struct error *err);

#endif
