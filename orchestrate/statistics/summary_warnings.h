/* summary_warnings.h - what the records of a figure say against its rows. */
#ifndef VIRTAX_SUMMARY_WARNINGS_H
#define VIRTAX_SUMMARY_WARNINGS_H

#include "summary.h"

/* The live record of a series in a block, or NULL. */
const json_t *summary_record(const struct plan *plan, const struct plan_block *block, size_t series,
                             const struct records *records);

void summary_warn(struct summary *summary, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends to the summary: cells without a record, failed gates and kernels, results that a valid
 * record lacks, evidence that differs between series (rule 12). */
void summary_warn_of_records(const struct plan *plan, const struct records *records,
                             struct summary *summary);

#endif
