/* stopping.h - measures until every interval is as narrow as wanted, in two stages (docs/method.md,
 * stopping). */
#ifndef VIRTAX_STOPPING_H
#define VIRTAX_STOPPING_H

#include "measure/measure.h"

#include <stdio.h>

/* Measures what the plan lacks in its directory. Where it wants a precision, its first blocks tell
 * how many more that takes; these are appended to the plan, within its budget, and plan.json is
 * rewritten before any of them is measured. Blocks that the budget cuts off are taken out of the
 * plan, with a warning in it. What is done after a crash follows from plan and records alone.
 * `listener`: as of measure(). */
int measure_as_planned(struct plan *plan, const char *directory,
                       const struct measure_listener *listener, struct error *err);

/* Says of a plan that wants a precision whether each of its sequences has it, and what it takes
 * where not; a line each. */
int stopping_tell(const struct plan *plan, const char *directory, FILE *out, struct error *err);

#endif
