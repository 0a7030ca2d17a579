/* service_choice.h - the server that a figure loads, and the root file system that has it. */
#ifndef VIRTAX_SERVICE_CHOICE_H
#define VIRTAX_SERVICE_CHOICE_H

#include "plan/figure.h"
#include "plan/plan.h"

/* Fixes the services' root in the plan, once for all figures, and has the kernel that starts
 * services judge the figure's: whether there is one of that name, and a medium where it keeps data
 * (STATUS_USAGE). STATUS_UNAVAILABLE where no root is built. */
int service_choose(const struct figure *figure, struct plan *plan, struct error *err);

#endif
