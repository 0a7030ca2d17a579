/* summary.h - the rows of a figure's table, CSV, chart and report. rows.h makes them. */
#ifndef VIRTAX_SUMMARY_H
#define VIRTAX_SUMMARY_H

#include "comparison.h"
#include "judgement.h"
#include "plan/plan.h"

#include <stdbool.h>

/* One row of figNN.csv: a series at one x. */
struct summary_row {
    const char *figure, *series; /* borrowed from the plan */
    size_t planned;              /* the series' place in the plan's figure */
    const char *x;               /* the kernel's x, or the swept value, or both: "TCP_RR p99" */
    int value;                   /* index of the swept value, -1 without a sweep */
    const char *result;          /* borrowed: the kernel's x */
    const char *paper_x; /* what RC25482's table calls this x; NULL where it has only the first of
                            several results */
    const char *metric, *unit;
    size_t blocks;          /* that the x stands in */
    const double *values;   /* one of each, NAN where none counts; of the summary, NULL: not kept */
    struct moments moments; /* over the blocks' values */
    struct comparison against;   /* the reference; that itself has 1 or 0 without interval */
    struct comparison of_effect; /* in a factor study: against its baseline */
    struct judgement judged;     /* of `against` */
};

/* What a summary tells of its records: the figure's own metric, or another one. Its texts are
 * borrowed. */
struct shown {
    const char *title, *metric, *unit, *axis, *chart;
    const char *paper; /* the figure of RC25482 that has the same; NULL where none has */
    enum right_axis right;
    enum direction direction;
    double factor;        /* of what is computed from whole records: 100 / CPUs */
    enum scale scale;     /* BY_DIFFERENCE: also where there is a ratio */
    const json_t *yields; /* of the figure's kernel */
    size_t result_count;
    const char *const *result; /* the x's that one kernel run yields */
};

struct summary_x {
    char *name;
    int value;
    const char *result, *paper; /* as of a row */
    enum scale scale;           /* on which all series are compared here */
};

/* The A/A gate (docs/method.md, A/A): the reference against itself. */
struct summary_aa {
    bool present; /* a series "REFERENCE-2" is planned */
    bool passed;
    size_t rows;         /* compared */
    double confidence;   /* of each interval, so that the family holds at 99.9 % */
    size_t outside_gate; /* rows whose family-wise interval excludes no difference */
    size_t outside_95;   /* rows whose own 95 % interval does: a warning only */
};

struct summary {
    const struct plan_figure *figure;
    size_t index; /* in the plan, of the figure whose cells these are (plan_shown_by) */
    struct shown shown;
    double margin;       /* of the plan; 0: none */
    size_t series_count; /* those of the figure, or of them those that a study varies */
    size_t row_count;
    double *values;          /* that rows borrow from */
    struct summary_row *row; /* series-major in the plan's order, x in the definition's order */
    size_t x_count;
    struct summary_x *x; /* the rows' names and places: of each series the same */
    struct words names;  /* of series that are none of the plan's */
    size_t cells_planned, cells_recorded, cells_valid;
    struct summary_aa aa;
    bool emulated; /* some record that counts says that it is */
    size_t warning_count;
    char **warning; /* from the records: failed gates, isa or clock source that differ */
};

void summary_free(struct summary *summary);

/* Appends to the summary's warnings; printf-like. */
void summary_warn(struct summary *summary, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Warns, once for each series, of rows that have values without a pair, so that their n is not that
 * of their comparison: the reference has none in these blocks. */
void summary_tell_pairs(struct summary *summary);

/* Warns, once, of rows with few blocks whose steps lie to one side more than normal ones do. */
void summary_tell_skewed(struct summary *summary);

/* The name of a series as its rows have it. */
const char *summary_series(const struct summary *summary, size_t series);

/* The rows are series-major; these walk them x by x. */
size_t summary_x_count(const struct summary *summary);
const struct summary_row *summary_at(const struct summary *summary, size_t series, size_t x);

/* The row of a series at an x, or NULL. */
const struct summary_row *summary_find(const struct summary *summary, const char *series,
                                       const char *x);

#endif
