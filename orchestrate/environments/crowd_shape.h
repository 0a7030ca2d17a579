/* crowd_shape.h - how many of a kernel a cell starts, how many at once, and what for. */
#ifndef VIRTAX_CROWD_SHAPE_H
#define VIRTAX_CROWD_SHAPE_H

#include "plan/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the cell's parameters ask for. */
struct crowd_shape {
    size_t starts;  /* in all */
    size_t at_once; /* at one time */
    double idle_s; /* 0: only started; else 1, 2, 4 … are there for so long each, at_once at last */
    bool cold;     /* no file is in the host's memory when a group of them is started */
    uint64_t memory; /* that each is to hold */
};

/* STATUS_USAGE for what no kernel of this kind tells of itself. */
int crowd_shape_of(const struct parameters *parameters, struct crowd_shape *shape,
                   struct error *err);

/* Is there memory for so many in an environment of this kind, with what the host needs itself left
 * over? STATUS_UNAVAILABLE with the numbers where not. Each takes what it is to hold, a guest its
 * memory, and of the host's side what was usual. */
int crowd_fits(const struct plan_figure *figure, enum environment_kind kind,
               const struct crowd_shape *shape, uint64_t available, struct error *err);

#endif
