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

/* Checks that OpenBLAS uses the core asked for. `set` is what it was told at its start, NULL:
 * nothing. STATUS_UNAVAILABLE where this CPU cannot run that core or this OpenBLAS is built without
 * it, STATUS_USAGE where the start did not understand the option. */
int blas_core_verify(int core, const char *set, struct error *err);

#endif
