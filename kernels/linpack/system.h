/* system.h - the dense system that is solved: its size, where it lies, and its numbers.
 *
 * Every number is a function of the seed and its place alone, so that the matrix, which the
 * factorisation overwrites, need not be kept twice to check the solution. */
#ifndef VIRTAX_LINPACK_SYSTEM_H
#define VIRTAX_LINPACK_SYSTEM_H

#include "common/error.h"
#include "common/memory.h"
#include "harness/threads.h"

#include <stddef.h>
#include <stdint.h>

enum { SYSTEM_MAX_N = 1 << 24, SYSTEM_MAX_COLUMN_GAP = 16 };

struct linpack_system {
    struct memory memory;
    double *a;   /* n columns, lda apart */
    double *x;   /* column n: right-hand side, then solution */
    int *pivots; /* n */
    int n, lda;
    uint64_t seed;
};

/* The distance of columns: n rounded up to whole cache lines, and not a multiple of 4 KiB, where
 * all columns would fall into the same few cache sets. */
int system_lda(int n);

/* Bytes of the matrix and the two vectors. */
uint64_t system_bytes(int n);

/* Bytes that the process needs in all: the system and OpenBLAS's buffers for each thread. */
uint64_t system_needs(int n, unsigned threads);

/* The largest order that needs at most `room` bytes; 0 where not even one number has room. */
int system_largest_n(uint64_t room, unsigned threads);

/* The largest order that `room` holds, for the system alone where its pages are set `apart`, and
 * for all of the process otherwise; the process stays within `limit` (0: none). */
int system_largest_within(uint64_t room, bool apart, uint64_t limit, unsigned threads);

/* The order where none is asked for: the largest that fits into free memory and `limit` (0: none),
 * but at most 10000 x the cube root of the number of threads, which a core of 30 GFLOP/s solves in
 * about 20 s. */
int system_default_n(unsigned threads, enum hugepages hugepages, uint64_t limit, int *n,
                     struct error *err);

/* Refuses an order that `limit` (STATUS_USAGE) or free memory (STATUS_UNAVAILABLE) does not hold,
 * naming the largest that fits. Pages of hugetlb are set apart: memory_map() judges them. */
int system_fits(int n, unsigned threads, enum hugepages hugepages, uint64_t limit,
                struct error *err);

/* Maps the system; nothing is touched. */
int system_map(struct linpack_system *system, int n, uint64_t seed, enum hugepages hugepages,
               const struct numa_policy *numa, struct error *err);
void system_unmap(struct linpack_system *system);

/* Numbers `first` to `first` + `count` of a column of the matrix, uniform in [-0.5, 0.5) as HPL's
 * are; column n is the right-hand side. Each is SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014) jumped ahead to column x 2^24 + row. */
void system_column(const struct linpack_system *system, int column, int first, int count,
                   double *values);

/* Writes the matrix and the right-hand side; each thread of the team its own columns. */
int system_fill(const struct linpack_system *system, struct team *team, struct error *err);

#endif
