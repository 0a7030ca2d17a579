/* steps.h - the runs of sysbench that one measurement takes: tables made, looked at, worked on and
 * dropped. */
#ifndef VIRTAX_SQLLOAD_STEPS_H
#define VIRTAX_SQLLOAD_STEPS_H

#include "harness/usage.h"
#include "sqlload/options.h"
#include "sqlload/output.h"

#include <jansson.h>
#include <stdbool.h>

struct steps {
    const struct sqlload_options *options;
    char address[NET_ADDRESS_TEXT];
    const struct sql_server *server;
    char *secrets; /* sysbench's configuration file */
    char *script;  /* script.h's, of this server */
    bool filled;   /* there are tables, or some of them, that are ours to drop */
    bool ends;     /* they are being dropped, whoever tells this process to end */
};

/* Reads the password. steps_close in every case. */
int steps_open(struct steps *steps, const struct sqlload_options *options, struct error *err);
void steps_close(struct steps *steps);

/* Makes and fills the tables, and lets the server bring them to rest. Refuses a database that has
 * them already. */
int steps_fill(struct steps *steps, struct error *err);
int steps_drop(struct steps *steps, struct error *err);

/* Sets what the options ask the server for, once. */
int steps_set(const struct steps *steps, struct error *err);

/* What the server says of itself: {"variables": {NAME: TEXT}, "status": {NAME: NUMBER}}; NULL with
 * an error. */
json_t *steps_look(const struct steps *steps, struct error *err);

/* How many rows the tables have, all together. */
int steps_count(const struct steps *steps, uint64_t *rows, struct error *err);

/* From the first mark to the last, while sysbench's threads worked; the process is sysbench, in all
 * its life. */
struct span {
    struct usage begin, end;
};

/* Runs the workload for so many seconds, with the marks around it; `span` NULL: without. */
int steps_work(const struct steps *steps, double seconds, struct span *span, struct output *output,
               struct error *err);

#endif
