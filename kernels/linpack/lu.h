/* lu.h - LU with partial pivoting by a team of threads, each of which calls OpenBLAS for itself.
 *
 * OpenBLAS's own dgetrf keeps all its threads at each product together and so waits for them, and
 * for the panel before it, again and again. Here a thread that is done takes what can be done next,
 * and the next panel is factored while others still apply the last (HPL's look-ahead:
 * netlib.org/benchmark/hpl/algorithm.html). */
#ifndef VIRTAX_LINPACK_LU_H
#define VIRTAX_LINPACK_LU_H

#include "common/error.h"
#include "harness/threads.h"
#include "lu_steps.h"

/* How wide blocks are of a matrix of so many rows. */
int lu_block_width(int rows);

/* Factors a matrix that is at least as wide as high: a = P L U as LAPACK's dgetrf leaves it, but
 * that rows of L are not exchanged as later pivots say, as LINPACK's dgefa leaves them; columns to
 * the right of the square become what the solution of L makes of them. The numbers are the same
 * whatever the team. OpenBLAS has one thread meanwhile.
 *
 * Returns 0; the first column, counted from 1, whose pivot is zero; or -1 where memory or threads
 * are short. */
int lu_factor(const struct lu_matrix *matrix, struct team *team, struct error *err);

#endif
