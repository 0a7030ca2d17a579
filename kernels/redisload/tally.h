/* tally.h - what was answered within windows, and what that comes to. */
#ifndef VIRTAX_REDISLOAD_TALLY_H
#define VIRTAX_REDISLOAD_TALLY_H

#include "harness/histogram.h"
#include "harness/slices.h"

enum { KIND_SET, KIND_GET, KINDS };

/* What was answered within windows. */
struct tally {
    uint64_t done[KINDS], hits;
    struct histogram latency[KINDS]; /* from the (intended) start to the last byte's arrival */
    struct histogram service;        /* open loop: from when it was really sent */
    double lag_s;                    /* open loop: the most that a request was sent too late */
    double cpu_s, wall_s; /* of the thread, windows and warming up; without polling in vain */
};

void tally_add(struct tally *into, const struct tally *part);

/* Requests of both kinds that were answered. */
uint64_t tally_done(const struct tally *tally);

/* Adds throughput and latency of set, get and all, and in the open loop the service time, of what
 * was answered in so many seconds. */
int tally_results(const struct tally *tally, double seconds, json_t *record, struct error *err);

/* Adds the same of a slice. */
int tally_slice(const struct tally *tally, double seconds, struct slice *slice, struct error *err);

#endif
