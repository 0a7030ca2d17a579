/* blas_core.h - the processor cores that OpenBLAS has kernels for, and which of them this CPU can
 * run. */
#ifndef VIRTAX_LINPACK_BLAS_CORE_H
#define VIRTAX_LINPACK_BLAS_CORE_H

#include "../harness/error.h"

#include <stdbool.h>

enum { BLAS_CORE_AUTO = 0 };

/* "auto", then the names that OpenBLAS takes in OPENBLAS_CORETYPE (its driver/others/dynamic.c),
 * terminated by NULL. */
extern const char *const blas_core_names[];

/* Can this CPU and system run the kernels of that core? `core` is an index of blas_core_names. */
bool blas_core_runs(int core);

/* Checks that OpenBLAS uses what was asked for. STATUS_UNAVAILABLE where this CPU cannot run it or
 * this OpenBLAS was built without it. */
int blas_core_verify(int core, struct error *err);

#endif
