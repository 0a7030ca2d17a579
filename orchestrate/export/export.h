/* export.h - runs in the formats of other tools: one file for each, one table of all. */
#ifndef VIRTAX_EXPORT_H
#define VIRTAX_EXPORT_H

#include "base/words.h"
#include "report/output.h"

/* Runs in the order in which they were planned. */
struct export_runs {
    size_t count;
    struct results *run;
};

/* Prints the runs. What is left out, and why, is added to `notes`. */
typedef int export_printer(const struct export_runs *runs, FILE *out, struct words *notes,
                           struct error *err);

/* Writes them to files of its own, by a path of the user's. */
typedef int export_writer(const struct export_runs *runs, const char *path, struct words *notes,
                          struct error *err);

/* A new format is a file and a line in the table. */
struct export_format {
    const char *name, *about;
    bool several;          /* takes more than one run */
    export_printer *print; /* NULL: it has `write` */
    export_writer *write;
};

extern const struct export_format export_formats[];
extern const size_t export_format_count;

/* NULL with a usage error that names the closest. */
const struct export_format *export_find(const char *name, struct error *err);

/* One JSON object of Bencher: benchmarks with their measures. */
export_printer bencher_print;

/* A table with a line for each run (FILE), and how Apache Otava reads it (FILE.yaml). */
export_writer otava_write;

/* PerfKitBenchmarker's samples, one JSON object a line. */
export_printer pkb_print;

/* OpenMetrics 1.0 text. */
export_printer openmetrics_print;

/* A directory of HdrHistogram's .hgrm files, one for each distribution. */
export_writer hgrm_files_write;

/* The report's own tables: figNN.csv one below the other, "virtax-table/1" objects in an array. */
export_printer tables_print_csv, tables_print_json;

#endif
