/* crowd.h - a cell of many kernels of one environment, started to see how long that takes, or kept
 * to see what each of them holds (docs/record.md, instances). */
#ifndef VIRTAX_CROWD_H
#define VIRTAX_CROWD_H

#include "environment.h"

/* As environment_exec. The record is the first kernel's, with the results that the host measured
 * for all of them. Where one does not come up, all are removed, and the error has its cause. */
int crowd_run(struct environment *environment, const struct plan_figure *figure,
              const struct parameters *parameters, const char *const *arguments,
              struct execution *execution, struct error *err);

#endif
