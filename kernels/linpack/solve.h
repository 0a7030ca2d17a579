/* solve.h - the work that is timed, and the rate that it is held against. */
#ifndef VIRTAX_LINPACK_SOLVE_H
#define VIRTAX_LINPACK_SOLVE_H

#include "common/error.h"
#include "system.h"

/* 2/3 n^3 + 2 n^2: what Linpack counts for a system of order n, however it is solved. */
double linpack_flops(int n);

/* Factors the matrix with the right-hand side as its last column, as HPL does, and solves: then `x`
 * is the solution and `a` is lost. Returns the seconds of these two alone, or -1: the matrix is
 * singular, or memory or threads are short. */
double linpack_solve(const struct linpack_system *system, struct team *team, struct error *err);

struct dgemm_rate {
    int order;     /* of the three square matrices */
    double gflops; /* of the fastest pass */
};

/* The speed of c += a b on OpenBLAS's threads as they are, in the system's memory, which loses its
 * contents: 5 passes after one that is not counted, of an order that takes about half a second at
 * `expected_gflops` and for which the memory has room. */
struct dgemm_rate linpack_dgemm_rate(const struct linpack_system *system, double expected_gflops);

#endif
