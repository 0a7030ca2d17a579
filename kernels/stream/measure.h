/* measure.h - the timed region of STREAM, and the short trial that chooses the stores. */
#ifndef VIRTAX_STREAM_MEASURE_H
#define VIRTAX_STREAM_MEASURE_H

#include "arrays.h"
#include "common/error.h"
#include "harness/samples.h"
#include "harness/work.h"
#include "variants.h"

#include <stdint.h>

/* Iterations of the four loops; free it. */
struct stream_run {
    const struct stream_arrays *arrays;
    const struct stream_loops *loops;
    uint64_t most;                      /* iterations; 0: no such limit */
    double inject_percent;              /* of each pass is done again, timed and not counted */
    uint64_t iterations;                /* done, the first included */
    struct samples gbs[STREAM_KERNELS]; /* GB/s of every iteration but the first */
    double gb[STREAM_KERNELS], seconds[STREAM_KERNELS]; /* of all iterations together */
    bool filled;                                        /* the arrays have just started afresh */
};

/* What a slice begins with: where the last unit ended, that end is done again, as many bytes of
 * each array as are told here at most. Its values are there already. */
enum { STREAM_WARMED_BYTES = 16 << 20 };
#define STREAM_WARMING                                                                             \
    "the triad once more over the last 16 MiB of each array (all of a smaller one), where the "    \
    "last "                                                                                        \
    "unit ended; where values start afresh (every 10 iterations) the filling of all arrays"

/* A unit is an iteration, the state a struct stream_run; two at least. The first unit fills the
 * arrays. */
extern const struct work stream_work;

void stream_run_free(struct stream_run *run);

/* Has every share first touched by its owner. */
int stream_first_touch(const struct stream_arrays *arrays, struct team *team, struct error *err);

/* Times the triad with every kind of store for about a second, in turn, and returns the best GB/s
 * of each; 0 for those that `loops` lacks (NULL). Leaves other values in the arrays. */
int stream_trial(const struct stream_arrays *arrays,
                 const struct stream_loops *const loops[STORES_KINDS], struct team *team,
                 double gbs[STORES_KINDS], struct error *err);

#endif
