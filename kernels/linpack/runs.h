/* runs.h - the measurement: fill, solve against the clock, check; again and again. */
#ifndef VIRTAX_LINPACK_RUNS_H
#define VIRTAX_LINPACK_RUNS_H

#include "common/error.h"
#include "harness/threads.h"
#include "residual.h"
#include "solve.h"
#include "system.h"

#include <stddef.h>
#include <stdint.h>

struct linpack_runs {
    size_t count;
    double *gflops; /* of every run */
    double best_gflops;
    double worst_residual; /* a NaN stays one */
    int warmup_n;          /* order of the system that was solved before and not counted */
};

void linpack_runs_free(struct linpack_runs *runs);

/* Touches the matrix and solves a small system, so that neither page faults nor OpenBLAS's first
 * buffers fall into the first run. */
int linpack_warm_up(const struct linpack_system *system, struct team *team,
                    struct linpack_runs *runs, struct error *err);

/* Solves the same system until `most` runs (0: no such limit) are done or `seconds` (0: no such
 * limit) have passed, at least once. The clock sees dgetrf and dgetrs alone. Free the runs. */
int linpack_measure(const struct linpack_system *system, uint64_t most, double seconds,
                    struct team *team, struct linpack_runs *runs, struct error *err);

#endif
