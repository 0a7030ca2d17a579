/* series.h - which environments a figure's series come from: those that can run here, and what they
 * change. */
#ifndef VIRTAX_SERIES_H
#define VIRTAX_SERIES_H

#include "plan/figure.h"
#include "plan/plan.h"
#include "run_request.h"

/* The environments that were probed, with the reason of those that cannot run here. */
struct probed {
    struct words able;
    struct words unable;
};

/* Adds the series of a figure: its reference first, since every overhead needs it, then the
 * environments asked for or its own, then those of its study, each with the kernel parameters that
 * its environment changes. One that cannot run here is left out with a warning in the plan, and
 * counted in *missing where the user named it. */
int series_choose(const struct run_request *request, const struct figure *figure,
                  struct probed *probed, struct plan *plan, struct plan_figure *planned,
                  size_t *missing, struct error *err);

/* Plans of before series had traits lack them: takes those that environments of these names have
 * now, if any. */
void series_describe(struct plan *plan);

/* True where a guest is among the series. */
bool series_has_guest(const struct plan_figure *planned);

/* Leaves out guests for which `available` bytes are too little, in the same way. STATUS_UNAVAILABLE
 * instead in the profile "paper", which is the report's shapes or nothing and whose servers hold
 * natively what they hold in guests, and in a study, which would be none without its guest. */
int series_fit_memory(const struct run_request *request, const struct figure *figure,
                      uint64_t available, struct plan *plan, struct plan_figure *planned,
                      size_t *missing, struct error *err);

/* Leaves out the i-th series for a cause that is STATUS_UNAVAILABLE, in the same way; any other one
 * is an error. */
int series_leave_out(const struct run_request *request, struct plan *plan,
                     struct plan_figure *planned, size_t i, const struct error *cause,
                     size_t *missing, struct error *err);

/* Leaves out in the same way what cannot run this figure with the parameters that it turned out to
 * have. The reference stays. */
int series_drop_unsuited(const struct run_request *request, struct plan *plan,
                         struct plan_figure *planned, size_t *missing, struct error *err);

/* Leaves out in the same way, of all figures, the guests whose names ask for what this host cannot
 * give, and warns of what others, and the reference, go without. The plan's accelerator is chosen.
 */
int series_drop_ungiven(const struct run_request *request, struct plan *plan, size_t *missing,
                        struct error *err);

#endif
