/* drift.h - does a comparison change in the course of a block? Noise that drifts hits all series of
 * a block in slices alike and cancels; what does not is warming up, or wear of one of them. */
#ifndef VIRTAX_DRIFT_H
#define VIRTAX_DRIFT_H

#include "measure/records.h"
#include "summary.h"

/* Warns of each series whose ratio to the reference differs between the first and the last third of
 * the rounds of its blocks: by more than the limit of the plan's gate "drift", with a 95 % interval
 * over blocks that excludes none. Of several results the worst is told. */
void warn_of_drift(const struct plan *plan, const struct records *records, struct summary *summary);

#endif
