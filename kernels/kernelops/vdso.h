/* vdso.h - can the clock be read without a system call? */
#ifndef VIRTAX_KERNELOPS_VDSO_H
#define VIRTAX_KERNELOPS_VDSO_H

#include "common/error.h"

/* From now on a system call of this process fails with that errno, and of what it forks; for
 * processes that end soon (seccomp(2)). Cannot be taken back. */
int deny_call(long number, int cause, struct error *err);

/* 1 where CLOCK_MONOTONIC is read in user space, 0 where that took a system call, -1 where it
 * cannot be seen here. A forked process finds out by not being allowed to make the call. */
int vdso_reads_clock(void);

#endif
