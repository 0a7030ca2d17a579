/* main_effects.h - what each factor of a factorial changes, and what both together do beyond that
 * (docs/method.md, factorial). */
#ifndef VIRTAX_MAIN_EFFECTS_H
#define VIRTAX_MAIN_EFFECTS_H

#include "measure/records.h"
#include "summary.h"

/* A summary like that of a study's effects (effects.h), of a figure as it was measured: its
 * reference is the combination of all first levels ("network=host storage=files"); its other series
 * are each further level of a factor, over all levels of the other ("network=nat"), and the
 * interactions ("interaction nat x layer"). These have no mean; their n is that of the blocks which
 * have all cells that they compare. Empty (row_count is 0) where the figure is no factorial. The
 * caller frees it, before what it was made of. */
int main_effects_of(const struct plan *plan, const struct records *records,
                    const struct summary *measured, struct summary *effects, struct error *err);

#endif
