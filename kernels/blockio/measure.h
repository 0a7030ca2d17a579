/* measure.h - all jobs at once, timed: how many, how fast, how late. */
#ifndef VIRTAX_BLOCKIO_MEASURE_H
#define VIRTAX_BLOCKIO_MEASURE_H

#include "blockio/engine.h"
#include "blockio/options.h"
#include "blockio/sequence.h"
#include "blockio/tally.h"
#include "blockio/target.h"
#include "common/cpu_set.h"
#include "common/memory.h"
#include "harness/threads.h"
#include "harness/usage.h"

struct worker;

/* Everything of one run: made by measure_init, used by measure_run and for reading back. */
struct measure {
    const struct blockio_options *options;
    const struct target *target;
    const struct engine_kind *kind;
    unsigned jobs;    /* sequences */
    unsigned depth;   /* of each thread's engine */
    struct team team; /* jobs times what each needs of threads, and the timekeeper */
    struct sequence *sequence;
    struct memory memory; /* buffers of all threads, one after the other */
    unsigned workers;     /* the team's threads but for the timekeeper */
    struct worker **worker;
    struct tally slice, total; /* of all workers: the slice that is under way, everything */
    struct usage begin, end;
    json_t *engine_evidence; /* of the first thread's engine */
};

/* Of all jobs together. */
uint64_t measure_buffer_bytes(const struct blockio_options *options);

/* Says whether so many jobs, threads and buffers are possible on these CPUs, before anything is
 * made: STATUS_USAGE or, for too little memory, STATUS_UNAVAILABLE. */
int measure_possible(const struct blockio_options *options, enum engine_name engine,
                     const struct cpu_set *cpus, struct error *err);

/* What measure_possible found possible may still fail where the target decides how much there is.
 */
int measure_init(struct measure *measure, const struct blockio_options *options,
                 const struct target *target, enum engine_name engine, const struct cpu_set *cpus,
                 struct error *err);

/* Runs ramp and timed region, writes the marks around the latter, and returns when nothing is in
 * flight any more. In slices the record then has their results. The first failed read or write ends
 * it: STATUS_FAILED. */
int measure_run(struct measure *measure, json_t *record, struct error *err);

void measure_free(struct measure *measure);

#endif
