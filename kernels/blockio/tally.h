/* tally.h - what was done within a window, and what that comes to. */
#ifndef VIRTAX_BLOCKIO_TALLY_H
#define VIRTAX_BLOCKIO_TALLY_H

#include "common/error.h"
#include "harness/histogram.h"
#include "harness/slices.h"

enum { KIND_READ, KIND_WRITE, KINDS };
extern const char *const kind_names[KINDS]; /* "read", "write" */

/* One interval of INTERVAL_S seconds: requests that were done in it. */
#define INTERVAL_S 0.1
struct interval {
    uint64_t done[KINDS];
};

/* What was done within the timed region. */
struct tally {
    uint64_t done[KINDS];
    double first_s, last_s;          /* when the first and the last were done, by clock_now() */
    uint64_t at_first;               /* how many at the same time as the first */
    struct histogram latency[KINDS]; /* from the (intended) start to having the result */
    struct histogram submission;     /* of a batch, where it was looked at */
    uint64_t wrong;                  /* reads that --verify found wrong, ramp included */
    struct error first_wrong;
    size_t intervals;
    struct interval *interval;
};

/* Requests of both kinds that were done. */
uint64_t tally_done(const struct tally *tally);

/* Adds a part; `total` has its intervals from the first. */
int tally_add(struct tally *total, const struct tally *part, struct error *err);

/* Empties it; it keeps its intervals. */
void tally_forget(struct tally *tally);

/* Adds iops, bandwidth and latency of what was done in so many seconds, requests having this many
 * bytes, and cpu: the microseconds of these seconds of processor time that a request took. */
int tally_results(const struct tally *tally, uint64_t block, double seconds, double cpu_s,
                  json_t *record, struct error *err);

/* Adds the same of a slice whose window lasted so many seconds. */
int tally_slice(const struct tally *tally, uint64_t block, double window_s, struct slice *slice,
                struct error *err);

#endif
