/* usage.h - what the process used between two moments: the record's "usage". */
#ifndef VIRTAX_USAGE_H
#define VIRTAX_USAGE_H

#include "common/error.h"

#include <jansson.h>
#include <sys/resource.h>

struct usage {
    double wall_s;
    struct rusage process;
};

/* Notes the moment: the wall clock and getrusage(2) of the whole process. */
int usage_note(struct usage *usage, struct error *err);

/* CPU-seconds, user and system. */
double usage_cpu_s(const struct rusage *process);

/* The contract's "usage" object for the time between two notes; NULL where memory is short. */
json_t *usage_between(const struct usage *begin, const struct usage *end);

/* Adds to `sum` what was used between two notes (all zero at first): then the sum and an
 * all-zero note are what usage_between() takes. */
void usage_add(struct usage *sum, const struct usage *begin, const struct usage *end);

#endif
