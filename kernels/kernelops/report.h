/* report.h - what every operation took, what failed and what was left out, as a record. */
#ifndef VIRTAX_KERNELOPS_REPORT_H
#define VIRTAX_KERNELOPS_REPORT_H

#include "kernelops/measure.h"

#include <jansson.h>

/* Every result that a record of these operations can have. */
int kernelops_results(uint64_t set, json_t *list, struct error *err);

/* Results, histograms, a check for each operation and evidence.clock and .left_out. */
int kernelops_report(const struct trials *trials, json_t *record, struct error *err);

#endif
