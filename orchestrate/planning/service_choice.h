/* service_choice.h - the server that a figure loads, and the root file system that has it. */
#ifndef VIRTAX_SERVICE_CHOICE_H
#define VIRTAX_SERVICE_CHOICE_H

#include "plan/figure.h"
#include "plan/plan.h"

/* Fixes the services' root in the plan, once for all figures, and has the kernel that starts
 * services judge the figure's: whether there is one of that name, and a medium where it keeps data
 * (STATUS_USAGE). STATUS_UNAVAILABLE where no root is built. */
int service_choose(const struct figure *figure, struct plan *plan, struct error *err);

/* Somebody must start the service: `serve`, which a kernel with role = server loads, or a kernel
 * that is one of many. Of a figure whose yields are known. */
int service_suits(const struct figure *figure, const struct plan_figure *planned,
                  struct error *err);

#endif
