/* slices.h - --slices: a kernel that was set up works when it is told to, in short slices, and
 * sleeps between them. What it reads and answers is in docs/record.md. */
#ifndef VIRTAX_SLICES_H
#define VIRTAX_SLICES_H

#include "common/error.h"
#include "harness/slice_orders.h"
#include "harness/usage.h"

#include <jansson.h>

/* The least of warming up. Why: whoever carried the order to the kernel (a container engine's
 * relays, an SSH server) is still at work for some milliseconds, on the same CPUs. */
#define SLICE_WARM_S 10e-3

/* A slice that is under way. */
struct slice {
    double seconds;          /* how long it is to last */
    struct usage begin, end; /* noted by slice_begin and slice_end; all zero before */
    json_t *results;         /* [{"metric", "x", "unit", "value", "work" (of rates)}] */
};

/* Warming up is over, measuring begins; measuring is over. */
int slice_begin(struct slice *slice, struct error *err);
int slice_end(struct slice *slice, struct error *err);

/* Adds what the slice gave: an amount of work done in so many seconds, whose rate is the value
 * (none where nothing was done); or a value that is no rate. */
int slice_rate(struct slice *slice, const char *metric, const char *x, const char *unit,
               double work, double seconds, struct error *err);
int slice_value(struct slice *slice, const char *metric, const char *x, const char *unit,
                double value, struct error *err);

/* Adds all results of a record that has this slice for the whole run; those of the metrics named in
 * `rates` (ends with NULL) are rates over so many seconds. */
int slice_results(struct slice *slice, const json_t *record, const char *const *rates,
                  double seconds, struct error *err);

/* Who works. */
struct slicing {
    void *state;
    /* One slice: warms up, begins it, does whole units until its seconds have passed, one at least,
     * ends it, and adds its results. When it returns, nothing works or wakes up any more. */
    int (*run)(void *state, struct slice *slice, struct error *err);
    /* Sleeps until stdin can be read; an error where something else went wrong meanwhile. NULL: the
     * kernel sleeps in read(2). */
    int (*wait)(void *state, struct error *err);
    const char *warming; /* how it warms up: evidence.slice_warming */
};

/* Says "virtax: ready", does what stdin asks for and answers on stdout, with the marks around it
 * all. Then the record has "slices", their results with a sample for each slice, and the usage of
 * the slices alone; record_result() and record_usage() add nothing to it from then on. An end
 * before the first slice is an error. */
int slices_follow(const struct slicing *slicing, json_t *record, struct error *err);

#endif
