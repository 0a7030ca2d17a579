/* settings_apply.h - the host gets the kernel settings of a plan, and its own back afterwards. */
#ifndef VIRTAX_SETTINGS_APPLY_H
#define VIRTAX_SETTINGS_APPLY_H

#include "base/journal.h"
#include "plan/plan.h"

/* Sets the host's, each old value journalled first. */
int settings_apply(const struct plan *plan, struct journal *journal, struct error *err);

#endif
