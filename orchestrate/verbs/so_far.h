/* so_far.h - the first table of a run that goes on: an answer long before the last word. */
#ifndef VIRTAX_SO_FAR_H
#define VIRTAX_SO_FAR_H

#include "measure/measure.h"

struct so_far {
    const struct plan *plan;
    const char *directory;
    double begun_s; /* of the clock */
    struct measure_listener listener;
};

/* For measure(), which may call it as long as all three are there: of a plan of one figure, its
 * rows on stderr after three rounds, the fewest that give an interval worth reading, where the
 * others take another 20 seconds and more. What prevents that costs no more than the table. */
const struct measure_listener *so_far_listen(struct so_far *so_far, const struct plan *plan,
                                             const char *directory);

#endif
