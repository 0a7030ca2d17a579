/* sweep.h - what a figure varies besides its series: one parameter ([sweep]), or several at each
 * named point ([points]). A kernel run yields one of the values. */
#ifndef VIRTAX_SWEEP_H
#define VIRTAX_SWEEP_H

#include "plan.h"

/* False where one kernel run yields every x. */
bool sweep_present(const struct plan_figure *figure);

/* Are its values shares of a capacity that is not measured yet? */
bool sweep_is_unmeasured(const struct plan_figure *figure);

/* Adds a point by its name and what it sets ("KEY=VALUE KEY=VALUE"); every point sets the keys of
 * the first one, so that no point inherits from another. */
int sweep_add_point(struct words *names, struct words *sets, const char *name, const char *set,
                    struct error *err);

/* Adds what the x-th value sets. */
int sweep_parameters(const struct plan_figure *figure, size_t x, struct parameters *parameters,
                     struct error *err);

/* Is this kernel parameter varied? */
bool sweep_varies(const struct plan_figure *figure, const char *key);

/* How an x is called: "threads=4", or the point's name; returns buffer. */
const char *sweep_text(const struct plan_figure *figure, size_t x, char *buffer, size_t size);

#endif
