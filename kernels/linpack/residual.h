/* residual.h - is a solution right? HPL's measure of it. */
#ifndef VIRTAX_LINPACK_RESIDUAL_H
#define VIRTAX_LINPACK_RESIDUAL_H

#include "common/error.h"
#include "harness/threads.h"

/* A solution whose scaled residual is not below this is wrong. */
#define RESIDUAL_LIMIT 16.0

/* A matrix and its right-hand side that are known by columns: column n is the right-hand side. */
struct residual_system {
    int n;
    void (*column)(const void *source, int column, int first, int count, double *values);
    const void *source;
};

/* ||A x - b|| / (eps (||A|| ||x|| + ||b||) n) in the maximum norm, eps = 2^-53: the scaled residual
 * of HPL 2.x (netlib.org/benchmark/hpl, testing/ptest/HPL_pdtest.c). 0 for an exact solution, NaN
 * or infinite where a number is, which is not below the limit either. Returns -1 with an error
 * where memory or threads are short. */
double linpack_residual(const struct residual_system *system, const double *x, struct team *team,
                        struct error *err);

#endif
