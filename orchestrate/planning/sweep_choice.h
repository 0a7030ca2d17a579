/* sweep_choice.h - what a figure of the plan sweeps: the user's values, the profile's, or its own.
 */
#ifndef VIRTAX_SWEEP_CHOICE_H
#define VIRTAX_SWEEP_CHOICE_H

#include "plan/figure.h"
#include "plan/plan.h"

/* Fills the plan's sweep from the definition; its values are those of --set for the swept key,
 * separated by commas, where `overrides` has it, else the profile's, else the definition's. Values
 * that are shares ("10%") of a load are noted as such (plan_shares.h), not yet measured: only where
 * the definition says of what. STATUS_USAGE where --set has no values, one twice, or both kinds. */
int sweep_choose(const struct figure *figure, const struct profile *profile,
                 const struct parameters *overrides, struct plan_figure *planned,
                 struct error *err);

#endif
