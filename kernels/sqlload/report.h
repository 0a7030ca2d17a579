/* report.h - rates, latencies, checks and evidence of a run as a record. */
#ifndef VIRTAX_SQLLOAD_REPORT_H
#define VIRTAX_SQLLOAD_REPORT_H

#include "sqlload/run.h"

/* struct kernel's results. */
int sqlload_yields(const void *options, json_t *list, struct error *err);

int sqlload_results(const struct run *run, json_t *record, struct error *err);
int sqlload_evidence(const struct run *run, json_t *record, struct error *err);
int sqlload_checks(const struct run *run, json_t *record, struct error *err);

#endif
