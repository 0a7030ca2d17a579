/* runs.h - the measurement: fill, solve against the clock, check; again and again. */
#ifndef VIRTAX_LINPACK_RUNS_H
#define VIRTAX_LINPACK_RUNS_H

#include "common/error.h"
#include "harness/samples.h"
#include "harness/work.h"
#include "residual.h"
#include "solve.h"
#include "system.h"

#include <stdint.h>

struct linpack_runs {
    const struct linpack_system *system;
    struct team *team;     /* fills, solves and checks */
    uint64_t most;         /* runs; 0: no such limit */
    struct samples gflops; /* of every run; free it */
    double best_gflops;
    double worst_residual; /* a NaN stays one */
    double gflop, seconds; /* of all runs together */
    double solving_s;      /* of that, without what was injected */
    double inject_percent; /* of the time of each run goes into further systems, not counted */
    double owed_s;         /* of that time, still to be spent */
    int warmup_n;          /* order of the system that was solved before and not counted */
};

/* Touches the matrix and solves a small system, so that neither page faults nor OpenBLAS's first
 * buffers fall into the first run. */
int linpack_warm_up(struct linpack_runs *runs, struct error *err);

#define LINPACK_WARMING "a system of order 512 (or n) is filled and solved"

/* A unit is a run, the state a struct linpack_runs: the same system again. The clock sees the
 * solution alone.
 *
 * What is injected are systems of order 64, solved by the same routines one after the other until
 * they have taken their percent of the time that the run's own solution took. It is counted in time
 * and not in operations: a system of a percent of the operations is so small that it is solved at
 * half the speed, and would cost two. What the last of them took too long or too short is owed to
 * the next run. */
extern const struct work linpack_work;

#endif
