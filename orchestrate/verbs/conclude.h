/* conclude.h - how run, resume and report end: outputs drawn, tables printed, one exit status. */
#ifndef VIRTAX_CONCLUDE_H
#define VIRTAX_CONCLUDE_H

#include "measure/measure.h"
#include "report/output.h"

/* Writes all outputs of a results directory and prints its tables on stdout. STATUS_OK, or
 * STATUS_GATE where an A/A gate failed; -1 with an error otherwise. */
int conclude(const char *directory, enum table_format format, struct error *err);

/* Measures what the plan lacks in its directory (stopping.h) and concludes: the exit status of run
 * and resume. `missing`: environments that were asked for and cannot run here. */
int measure_and_conclude(struct plan *plan, const char *directory, size_t missing,
                         enum table_format format, struct error *err);

#endif
