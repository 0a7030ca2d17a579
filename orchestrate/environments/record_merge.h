/* record_merge.h - the records of kernels that ran at once become one, as if one kernel had run on
 * all their CPUs. */
#ifndef VIRTAX_RECORD_MERGE_H
#define VIRTAX_RECORD_MERGE_H

#include "common/error.h"

#include <jansson.h>
#include <stddef.h>

/* Kernels must have run together for at least this share of the longest one's time. */
#define RECORD_MERGE_OVERLAP 0.9

/* Merges the "virtax-kernel/1" records of `count` kernels, of which `yields` tells the rates
 * (plan/yields.h); `overlap` is the time in which all ran as a share of the longest one's (NAN
 * where there was none). Of the merged record
 *   parameters  are everybody's, with threads summed;
 *   results     are summed by (metric, x): the rates of simultaneous runs add up. They have no
 *               samples, since the i-th iterations of two kernels are not simultaneous;
 *   checks      are all of theirs, and "overlap", which fails below RECORD_MERGE_OVERLAP;
 *   evidence    has cpus and numa_nodes united, huge_bytes and region_bytes summed, what else is
 *               the same in all, the number of "containers" and the "overlap";
 *   usage       is summed, but wall_s is the longest;
 *   parts       are the records as they came.
 * An error where results are no rates (latencies), where kernels do not report the same ones, where
 * other parameters differ, or the binary, the vector unit, the BLAS core or the surroundings. The
 * caller owns the result. */
json_t *record_merge(json_t *const *records, size_t count, const json_t *yields, double overlap,
                     struct error *err);

#endif
