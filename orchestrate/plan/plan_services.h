/* plan_services.h - the root file system of the servers that figures measure (container/services).
 */
#ifndef VIRTAX_PLAN_SERVICES_H
#define VIRTAX_PLAN_SERVICES_H

#include "common/error.h"

#include <jansson.h>

/* The kernel that starts a service where a figure's system under test is. */
#define SERVICE_KERNEL "serve"

/* One for all figures of a run. */
struct plan_services {
    char *root;     /* the directory below build/services, digest of its recipe; NULL: no figure has
                       a service */
    char *manifest; /* sha256 of its manifest, which every record must tell; NULL likewise */
};

void plan_services_free(struct plan_services *services);

/* The member "services" of plan.json: {"root", "manifest"} or null. */
json_t *plan_services_json(const struct plan_services *services);
int plan_services_take(const json_t *plan, struct plan_services *services, struct error *err);

#endif
