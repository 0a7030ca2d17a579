/* run.h - one run of the load: what sysbench told, and what the server told before and after. */
#ifndef VIRTAX_SQLLOAD_RUN_H
#define VIRTAX_SQLLOAD_RUN_H

#include "sqlload/options.h"
#include "sqlload/output.h"

#include <jansson.h>

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

#endif
