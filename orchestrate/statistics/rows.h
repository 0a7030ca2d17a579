/* rows.h - from plan and records to a summary: values of valid cells, paired by block. */
#ifndef VIRTAX_ROWS_H
#define VIRTAX_ROWS_H

#include "cells.h"
#include "record_values.h"
#include "summary.h"

/* The record_reader of shown_of: record_value of its metric, the one that tells slices. */
double record_shown(const struct shown *shown, const json_t *record, const char *x);

/* The figure as it was measured. */
struct shown shown_of(const struct plan_figure *figure);

/* The rows of what is shown of a figure, read from its records, with the A/A gate over them.
 * Without what the records say against them: summarise.h. */
int summary_make(const struct plan *plan, size_t figure, struct shown shown, record_reader *read,
                 const struct records *records, struct summary *summary, struct error *err);

#endif
