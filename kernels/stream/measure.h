/* measure.h - the timed region of STREAM, and the short trial that chooses the stores. */
#ifndef VIRTAX_STREAM_MEASURE_H
#define VIRTAX_STREAM_MEASURE_H

#include "arrays.h"
#include "common/error.h"
#include "harness/threads.h"
#include "variants.h"

#include <stdint.h>

/* GB/s of every iteration but the first. */
struct stream_samples {
    uint64_t iterations; /* all of them, the first included */
    size_t count, room;
    double *gbs[STREAM_KERNELS];
};

void stream_samples_free(struct stream_samples *samples);

/* Has every share first touched by its owner. */
int stream_first_touch(const struct stream_arrays *arrays, struct team *team, struct error *err);

/* Iterates until `iterations` (0: no such limit) or `seconds` (0: no such limit) are reached, at
 * least twice. The arrays are filled first. Free the samples. */
int stream_measure(const struct stream_arrays *arrays, const struct stream_loops *loops,
                   uint64_t iterations, double seconds, struct team *team,
                   struct stream_samples *samples, struct error *err);

/* Times the triad with every kind of store for about a second, in turn, and returns the best GB/s
 * of each; 0 for those that `loops` lacks (NULL). Leaves other values in the arrays. */
int stream_trial(const struct stream_arrays *arrays,
                 const struct stream_loops *const loops[STORES_KINDS], struct team *team,
                 double gbs[STORES_KINDS], struct error *err);

#endif
