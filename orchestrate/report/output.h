/* output.h - what people see of a run. Every writer reads plan, records and machine only, so any
 * report can be redrawn from a results directory alone. */
#ifndef VIRTAX_OUTPUT_H
#define VIRTAX_OUTPUT_H

#include "base/terminal.h"
#include "statistics/others.h"
#include "statistics/paper.h"
#include "statistics/rows.h"
#include "statistics/statements.h"

#include <stdbool.h>
#include <stdio.h>

/* All that the writers need, loaded from a results directory. */
struct results {
    char *directory;
    struct plan plan;
    struct records records;
    json_t *machine; /* machine.json, or NULL */
    struct paper paper;
    struct statements statements; /* beside the numbers of the paper; none where there is no file */
    struct others others;         /* likewise */
    size_t summary_count;
    struct summary *summary; /* one for each figure of the plan */
    struct summary *effects; /* of each factor study and factorial; without rows of other figures */
    struct summary *against; /* what lines stand over (against.h); without rows of other figures */
    struct summary *steadiness; /* how much rates waver within a run (steadiness.h); likewise */
    struct summary *cost;       /* what each cost the host; without rows where nothing tells */
};

/* Plan, records and machine alone, without rows of anything. */
int results_open(const char *directory, struct results *results, struct error *err);

int results_load(const char *directory, const char *paper_csv, struct results *results,
                 struct error *err);
void results_free(struct results *results);

/* The cells that a summary of theirs is of. */
struct cells results_cells(const struct results *results, const struct summary *summary,
                           record_reader *read);

enum table_format { TABLE_TEXT, TABLE_CSV, TABLE_JSON, TABLE_MARKDOWN };

/* Parses --format table|csv|json|markdown; usage error with the closest otherwise. */
int table_format_parse(const char *text, enum table_format *format, struct error *err);

/* Prints one figure: a row for each x and series with mean, SD and, for every series but the
 * reference, the overhead in percent with its 95 % interval; then warnings. TABLE_TEXT keeps to
 * what the terminal shows; the header of TABLE_CSV stands before the plan's first figure alone.
 * "emulated, not KVM" stands in the heading where it applies. */
int table_print(const struct results *results, size_t figure, enum table_format format,
                const struct terminal *terminal, FILE *out, struct error *err);

/* The rows of one figure alone, under "so far, N of its M rounds": of a run that goes on. */
int table_print_so_far(const struct results *results, size_t figure, unsigned rounds,
                       const struct terminal *terminal, FILE *out, struct error *err);

/* A field, quoted as RFC 4180 says, only where it must be. */
void csv_text(FILE *out, const char *text);

/* A cell of a Markdown table, with its bar before it. */
void table_put_markdown(const char *text, FILE *out);

/* The columns of figNN.csv; the header only where asked, so that figures can follow each other. */
void csv_print(const struct summary *summary, bool header, FILE *out);

/* The same columns as one JSON object (null where a number does not exist), with warnings and A/A.
 */
int table_print_json(const struct results *results, size_t figure, FILE *out, struct error *err);

/* Writes a file about a summary of the results: what was measured, the effects of factors, or what
 * it cost. Of a drawing `path` ends in .svg or .png, which chooses gnuplot's terminal. */
typedef int output_writer(const struct results *results, const struct summary *summary,
                          const char *path, struct error *err);

/* figNN.csv (docs/results.md). */
output_writer csv_write;

/* Bars, lines over the sweep or another metric, distributions or layers, with error bars, y from 0,
 * the environments in fixed colours that colour-blind readers can tell apart. */
output_writer chart_write;

/* As ratios to the reference, the report's own beside ours where it has them; those of a factor
 * study one below the other. */
output_writer chart_ratio_write;

/* Effects as ratios, one below the other. */
output_writer chart_effects_write;

/* How each series was joined to its peer, from machine.json (.svg alone). */
output_writer chart_ways_write;

/* DIR/report.html, one self-contained file. */
int report_write(const struct results *results, struct error *err);

/* DIRECTORY/index.html: a row for each directory in it that holds a run, the latest first. One that
 * cannot be read is in it with the cause. A usage error where there is none. */
int index_write(const char *directory, struct error *err);

/* A page over the same figures on several hosts, with the host as the block. A usage error for
 * fewer than two, and where they have no figure in common. */
int hosts_write(const struct results *run, size_t count, const char *path, struct error *err);

/* All of the above for every figure: csv, charts, report. Goes on after a failure and reports the
 * gravest: STATUS_UNAVAILABLE means that only gnuplot is missing, and all but the charts is there.
 */
int outputs_write(const struct results *results, struct error *err);

#endif
