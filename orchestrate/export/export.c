/* export.c - the table of formats. */
#include "export.h"

#include "common/closest.h"

#include <string.h>

const struct export_format export_formats[] = {
    {"bencher", "Bencher Metric Format, JSON (bencher.dev)", false, bencher_print, NULL},
    {"otava", "Apache Otava: CSV with a line for each run, and its YAML", true, NULL, otava_write},
    {"pkb", "PerfKitBenchmarker: samples as newline-delimited JSON", true, pkb_print, NULL},
    {"openmetrics", "OpenMetrics text, for Prometheus and others", false, openmetrics_print, NULL},
    {"hgrm", "HdrHistogram's percentiles, a file for each distribution", false, NULL,
     hgrm_files_write},
    {"csv", "the rows of the report's tables", false, tables_print_csv, NULL},
    {"json", "the report's tables with their warnings, in one array", false, tables_print_json,
     NULL},
};

const size_t export_format_count = sizeof export_formats / sizeof *export_formats;

const struct export_format *export_find(const char *name, struct error *err) {
    const char *names[sizeof export_formats / sizeof *export_formats];
    for (size_t i = 0; i < export_format_count; i++) {
        if (strcmp(export_formats[i].name, name) == 0)
            return &export_formats[i];
        names[i] = export_formats[i].name;
    }
    return error_null(error_usage(err, "unknown format '%s' (closest: %s)", name,
                                  closest(name, names, export_format_count)));
}
