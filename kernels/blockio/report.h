/* report.h - a run's results as docs/record.md has them. */
#ifndef VIRTAX_BLOCKIO_REPORT_H
#define VIRTAX_BLOCKIO_REPORT_H

#include "blockio/measure.h"

/* struct kernel's results, of struct blockio_options. */
int report_yields(const void *options, json_t *list, struct error *err);

/* Adds "results" (iops, bandwidth and latency of what was done; cpu, the microseconds of processor
 * time that a request took this process, system time included), "histograms", "intervals", "usage",
 * the check "extents" where the file system tells, and after --verify the check "verify". */
int report_results(const struct measure *measure, json_t *record, struct error *err);

/* Adds what happened: engine and why, its flags, target, extents, buffers. */
int report_evidence(const struct measure *measure, enum engine_name engine, const char *why,
                    json_t *record, struct error *err);

#endif
