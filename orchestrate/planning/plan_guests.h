/* plan_guests.h - the memory that a run's guests hold together.
 *
 * A guest that boots once is kept, stopped, until the run ends, since it may be needed again: each
 * holds all of its memory. */
#ifndef VIRTAX_PLAN_GUESTS_H
#define VIRTAX_PLAN_GUESTS_H

#include "plan/plan.h"

/* Lets all guests boot afresh for each block, with a warning in the plan, where those that would be
 * kept leave no room for the largest one beside them (or for what a kernel outside takes) in
 * `available` bytes (memory_available). */
void plan_spare_memory(struct plan *plan, uint64_t available);

#endif
