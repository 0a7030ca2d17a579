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
    struct team *team;     /* fills and checks */
    uint64_t most;         /* runs; 0: no such limit */
    struct samples gflops; /* of every run; free it */
    double best_gflops;
    double worst_residual; /* a NaN stays one */
    int warmup_n;          /* order of the system that was solved before and not counted */
};

/* Touches the matrix and solves a small system, so that neither page faults nor OpenBLAS's first
 * buffers fall into the first run. */
int linpack_warm_up(struct linpack_runs *runs, struct error *err);

/* A unit is a run, the state a struct linpack_runs: the same system again. The clock sees dgetrf
 * and dgetrs alone. */
extern const struct work linpack_work;

#endif
