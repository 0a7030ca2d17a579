/* plan_services.c - the services' root to and from plan.json. */
#include "plan_services.h"

#include "base/json_take.h"

#include <stdlib.h>

void plan_services_free(struct plan_services *services) {
    free(services->root);
    free(services->manifest);
    *services = (struct plan_services){0};
}

json_t *plan_services_json(const struct plan_services *services) {
    return services->root
               ? json_pack("{ss ss}", "root", services->root, "manifest", services->manifest)
               : json_null();
}

int plan_services_take(const json_t *plan, struct plan_services *services, struct error *err) {
    *services = (struct plan_services){0};
    const json_t *member = json_object_get(plan, "services"); /* plans of before have none */
    if (!member || json_is_null(member))
        return 0;
    if (!json_is_object(member))
        return error_failed(err, "services: an object wanted");
    return take_name(member, "services", "root", &services->root, err) < 0
               ? -1
               : take_text(member, "services", "manifest", &services->manifest, err);
}
