/* report.h - a run's results as docs/record.md has them. */
#ifndef VIRTAX_REDISLOAD_REPORT_H
#define VIRTAX_REDISLOAD_REPORT_H

#include "redisload/load.h"

/* struct kernel's results, of struct redisload_options. */
int load_yields(const void *options, json_t *list, struct error *err);

/* Adds "results" (throughput and latency of set, get and all; with --rate also the service time),
 * "histograms" and "usage". */
int load_results(const struct load *load, json_t *record, struct error *err);

/* Adds what happened: the server, hits, how busy the load was and, with --rate, how late. */
int load_evidence(const struct load *load, json_t *record, struct error *err);

#endif
