/* blas_core.h - the processor cores that OpenBLAS has kernels for, and which of them this CPU can
 * run. */
#ifndef VIRTAX_LINPACK_BLAS_CORE_H
#define VIRTAX_LINPACK_BLAS_CORE_H

#include "common/error.h"

#include <stdbool.h>

enum { BLAS_CORE_AUTO = 0 };

/* "auto", then the names that OpenBLAS takes in OPENBLAS_CORETYPE (its driver/others/dynamic.c),
 * terminated by NULL. */
extern const char *const blas_core_names[];

/* Can this CPU and system run the kernels of that core? `core` is an index of blas_core_names. */
bool blas_core_runs(int core);

/* Has OpenBLAS use the kernels of that core; call it before any other use of OpenBLAS.
 * STATUS_UNAVAILABLE where this CPU cannot run them or this OpenBLAS is built without.
 *
 * BLAS_CORE_AUTO leaves OpenBLAS's own choice, unless this CPU cannot run it: on QEMU's default CPU
 * model with an AMD vendor OpenBLAS takes Opteron_SSE3, whose 3DNow! instructions that model lacks,
 * and ends in SIGILL. *replaced then says that Prescott has taken its place, which OpenBLAS uses on
 * processors that it does not know. */
int blas_core_choose(int core, bool *replaced, struct error *err);

#endif
