/* services.c - the table of services. */
#include "common/closest.h"
#include "serve/service.h"

#include <string.h>

static const struct service *const services[] = {
    &service_mariadb,
    &service_postgresql,
    &service_redis,
};

enum { SERVICES = sizeof services / sizeof *services };

const struct service *service_find(const char *name, struct error *err) {
    const char *names[SERVICES];
    for (size_t i = 0; i < SERVICES; i++) {
        names[i] = services[i]->name;
        if (strcmp(names[i], name) == 0)
            return services[i];
    }
    error_usage(err, "unknown service '%s' (closest: %s)", name, closest(name, names, SERVICES));
    return NULL;
}
