/* report.h - rates, latencies, checks and evidence of a run as a record. */
#ifndef VIRTAX_SQLLOAD_REPORT_H
#define VIRTAX_SQLLOAD_REPORT_H

#include "sqlload/steps.h"

/* struct kernel's results. */
int sqlload_yields(const void *options, json_t *list, struct error *err);

struct run {
    const struct sqlload_options *options;
    const char *address;
    struct output *output;
    json_t *before, *after; /* as steps_look tells */
    double cpu_share;       /* of sysbench, of all its CPUs */
    uint64_t rows;          /* in the tables, afterwards */
};

/* How much one of the server's counters grew meanwhile. */
double run_counted(const struct run *run, const char *name);

int sqlload_results(const struct run *run, json_t *record, struct error *err);
int sqlload_evidence(const struct run *run, json_t *record, struct error *err);
int sqlload_checks(const struct run *run, json_t *record, struct error *err);

#endif
