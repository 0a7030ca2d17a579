/* service_root.h - where the root file system of the services is (container/services/build). */
#ifndef VIRTAX_SERVICE_ROOT_H
#define VIRTAX_SERVICE_ROOT_H

#include "base/project.h"
#include "plan/plan_services.h"

/* The root that is built now. STATUS_UNAVAILABLE where there is none, with the command that makes
 * it. plan_services_free in every case. */
int service_root_find(struct plan_services *services, struct error *err);

/* A file of a plan's root: "root", "root.tar", "root.img", "manifest". */
struct path service_root_file(const struct plan_services *services, const char *name);

/* Is a plan's root still there, and the same? */
int service_root_unchanged(const struct plan_services *services, struct error *err);

#endif
