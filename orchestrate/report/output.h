/* output.h - what people see of a run. Every writer reads plan, records and machine only, so any
 * report can be redrawn from a results directory alone. */
#ifndef VIRTAX_OUTPUT_H
#define VIRTAX_OUTPUT_H

#include "base/terminal.h"
#include "statistics/paper.h"
#include "statistics/rows.h"

#include <stdbool.h>
#include <stdio.h>

/* All that the writers need, loaded from a results directory. */
struct results {
    char *directory;
    struct plan plan;
    struct records records;
    json_t *machine; /* machine.json, or NULL */
    struct paper paper;
    size_t summary_count;
    struct summary *summary; /* one for each figure of the plan */
    struct summary *cost;    /* what each cost the host; without a figure where nothing tells */
};

int results_load(const char *directory, const char *paper_csv, struct results *results,
                 struct error *err);
void results_free(struct results *results);

enum table_format { TABLE_TEXT, TABLE_CSV, TABLE_JSON, TABLE_MARKDOWN };

/* Parses --format table|csv|json|markdown; usage error with the closest otherwise. */
int table_format_parse(const char *text, enum table_format *format, struct error *err);

/* Prints one figure: a row for each x and series with mean, SD and, for every series but the
 * reference, the overhead in percent with its 95 % interval; then warnings. TABLE_TEXT keeps to
 * what the terminal shows; the header of TABLE_CSV stands before the plan's first figure alone.
 * "emulated, not KVM" stands in the heading where it applies. */
int table_print(const struct results *results, size_t figure, enum table_format format,
                const struct terminal *terminal, FILE *out, struct error *err);

/* The columns of contract 2; the header only where asked, so that figures can follow each other. */
void csv_print(const struct summary *summary, bool header, FILE *out);

/* DIR/figures/figNN.csv in the columns of contract 2. */
int csv_write(const struct results *results, size_t figure, const char *path, struct error *err);

/* DIR/figures/NAME-effects.csv of a factor study: the same columns, ratios to its baseline. */
int csv_effects_write(const struct results *results, size_t figure, const char *path,
                      struct error *err);

/* figNN.svg and figNN.png through gnuplot: bars (or lines over the sweep) with error bars, y from
 * 0, the environments in fixed colours that colour-blind readers can tell apart. `path` ends in
 * .svg or .png, which chooses the terminal. */
int chart_write(const struct results *results, size_t figure, const char *path, struct error *err);

/* The same figure as ratios to the reference, the report's own beside ours where it has them. */
int chart_ratio_write(const struct results *results, size_t figure, const char *path,
                      struct error *err);

/* NAME-effects.svg and .png of a factor study: each factor against the baseline. */
int chart_effects_write(const struct results *results, size_t figure, const char *path,
                        struct error *err);

/* DIR/report.html, one self-contained file. */
int report_write(const struct results *results, struct error *err);

/* NAME-cost.csv, .svg and .png: the figure's CPU cost in the same columns and drawings. */
int csv_cost_write(const struct results *results, size_t figure, const char *path,
                   struct error *err);
int chart_cost_write(const struct results *results, size_t figure, const char *path,
                     struct error *err);

/* NAME-ways.svg: how each series was joined to its peer, from machine.json. */
int chart_ways_write(const struct results *results, size_t figure, const char *path,
                     struct error *err);

/* The same results with the costs in place of what was measured. Nothing of it is owned. */
struct results results_of_cost(const struct results *results);

/* All of the above for every figure: csv, charts (figNN-ratio.* where there is more than the
 * reference), report. Goes on after a failure and reports the gravest: STATUS_UNAVAILABLE means
 * that only gnuplot is missing, and all but the charts is there. */
int outputs_write(const struct results *results, struct error *err);

#endif
