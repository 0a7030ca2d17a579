/* summary.h - from plan and records to the rows of a figure's table, CSV, chart and report. */
#ifndef VIRTAX_SUMMARY_H
#define VIRTAX_SUMMARY_H

#include "measure/records.h"
#include "plan/plan.h"
#include "statistics.h"

#include <stdbool.h>

/* One row of figNN.csv: a series at one x. */
struct summary_row {
    const char *series;  /* borrowed from the plan */
    const char *x;       /* the kernel's x, or the swept value, or both: "TCP_RR p99" */
    int value;           /* index of the swept value, -1 without a sweep */
    const char *result;  /* borrowed: the kernel's x */
    const char *paper_x; /* what RC25482's table calls this x; NULL where it has only the first of
                            several results */
    const char *metric, *unit;
    struct moments moments; /* over the blocks' values */
    struct ratio ratio;     /* to the reference, paired by block; for the reference itself 1, NAN */
    double p;               /* permutation test; NAN below 6 pairs */
    struct ratio of_effect; /* in a factor study: to its baseline, paired by block */
    double p_of_effect;
};

struct summary_x {
    char *name;
    int value;
    const char *result, *paper; /* as of a row */
};

/* The A/A gate of rule 7: the reference against itself. */
struct summary_aa {
    bool present; /* a series "REFERENCE-2" is planned */
    bool passed;
    size_t rows;         /* compared */
    double confidence;   /* of each interval, so that the family holds at 99.9 % */
    size_t outside_gate; /* rows whose family-wise interval excludes 1 */
    size_t outside_95;   /* rows whose own 95 % interval excludes 1: a warning only */
};

struct summary {
    const struct plan_figure *figure;
    size_t index; /* of the figure in the plan */
    size_t row_count;
    struct summary_row *row; /* series-major in the plan's order, x in the definition's order */
    size_t x_count;
    struct summary_x *x; /* the rows' names and places: of each series the same */
    size_t cells_planned, cells_recorded, cells_valid;
    struct summary_aa aa;
    bool emulated; /* some record that counts says accel "tcg" */
    size_t warning_count;
    char **warning; /* from the records: failed gates, isa or clock source that differ */
};

/* The value of one iteration-free datum: the result (metric, x) of a valid record's kernel, or else
 * of its peer's; NAN where there is none. x may be "send|receive": whichever there is. */
double record_value(const json_t *record, const char *metric, const char *x);

/* The value of a record at an x of a metric; NAN where there is none. */
typedef double record_reader(const json_t *record, const char *metric, const char *x);

int summarise(const struct plan *plan, size_t figure, const struct records *records,
              struct summary *summary, struct error *err);

/* The same of other values of the same records: `shown` is the figure as those have it, with the
 * plan's series and swept values. Without the warnings about records. */
int summarise_as(const struct plan *plan, size_t figure, const struct plan_figure *shown,
                 record_reader *read, const struct records *records, struct summary *summary,
                 struct error *err);
void summary_free(struct summary *summary);

/* The row of a series at an x, or NULL. */
const struct summary_row *summary_find(const struct summary *summary, const char *series,
                                       const char *x);

#endif
