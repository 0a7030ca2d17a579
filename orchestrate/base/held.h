/* held.h - what a host has given since a moment: its available memory, and what the processes that
 * have come since then hold and use. */
#ifndef VIRTAX_HELD_H
#define VIRTAX_HELD_H

#include "common/error.h"

#include <jansson.h>
#include <stddef.h>

/* The processes of a moment. Zeroed: none. */
struct held_before {
    int *pid;
    size_t count;
};

/* Notes all processes below `root` ("" on a live machine). Free it also after an error. */
int held_note(const char *root, struct held_before *before, struct error *err);
void held_free(struct held_before *before);

struct held_task {
    int pid;
    double cpu_s; /* user and system so far */
};

struct held {
    size_t processes;
    struct held_task *task;
    double pss_bytes; /* of all of them (proc(5), smaps_rollup); NAN where one cannot be read */
};

/* What belongs to `self` and came since then: a process whose first ancestor that was there before
 * is `self`, one of its descendants, or the first process of all, to which daemons go (a shim, a
 * monitor). What others have started meanwhile hangs below shells and daemons that are older. Who
 * ends while this reads does not count. held_clear() also after an error. */
int held_since(const char *root, int self, const struct held_before *before, struct held *held,
               struct error *err);
void held_clear(struct held *held);

/* [{"name", "after_ms"}] of them in the order in which they were started, counted from `from_s` of
 * CLOCK_MONOTONIC; proc(5) tells it by clock ticks of 10 ms. What has ended is not among them. */
json_t *held_came(const char *root, const struct held *held, double from_s);

/* CPU-seconds that those used that are there later, from one look to the other. */
double held_cpu_between(const struct held *first, const struct held *later);

/* Bytes that can still be taken of the host's memory: MemAvailable, and the free pages that each
 * CPU keeps on lists of its own, which no line of meminfo counts (proc(5), zoneinfo; more than 1
 * GiB after much was freed). */
int held_available(const char *root, double *bytes, struct error *err);

#endif
