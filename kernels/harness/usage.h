/* usage.h - what the process and its children used between two moments: the record's "usage". */
#ifndef VIRTAX_USAGE_H
#define VIRTAX_USAGE_H

#include "common/error.h"

#include <jansson.h>
#include <sys/resource.h>
#include <sys/types.h>

struct usage {
    double wall_s;
    struct rusage process;
};

/* Notes the moment: the wall clock, getrusage(2) of the whole process, of its children that it has
 * waited for, and the CPU time of those that usage_count_child() names. */
int usage_note(struct usage *usage, struct error *err);

/* From now on what a child uses that lives on is counted as well, all of it as the system's time
 * (clock_getcpuclockid(3)). Fails beyond 16. */
int usage_count_child(pid_t child, struct error *err);

/* No more: to be called before the child is waited for, which adds all that it used. */
void usage_leave_child(pid_t child);

/* CPU-seconds, user and system. */
double usage_cpu_s(const struct rusage *process);

/* The contract's "usage" object for the time between two notes; NULL where memory is short. */
json_t *usage_between(const struct usage *begin, const struct usage *end);

/* Adds to `sum` what was used between two notes (all zero at first): then the sum and an
 * all-zero note are what usage_between() takes. */
void usage_add(struct usage *sum, const struct usage *begin, const struct usage *end);

#endif
