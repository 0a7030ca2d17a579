/* crowd.h - a cell of many kernels of one environment, started to see how long that takes, or kept
 * to see what each of them holds (docs/record.md, instances). */
#ifndef VIRTAX_CROWD_H
#define VIRTAX_CROWD_H

#include "environment.h"

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

/* As environment_exec. The record is the first kernel's, with the results that the host measured
 * for all of them. Where one does not come up, all are removed, and the error has its cause. */
int crowd_run(struct environment *environment, const struct plan_figure *figure,
              const struct parameters *parameters, const char *const *arguments,
              struct execution *execution, struct error *err);

#endif
