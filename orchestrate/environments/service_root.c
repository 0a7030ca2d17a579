/* service_root.c - a directory below build/services. */
#include "service_root.h"

#include "base/durable.h"
#include "common/cleanup.h"

#include <string.h>

struct path service_root_file(const struct plan_services *services, const char *name) {
    return project_path("build/services/%s/%s", services->root, name);
}

int service_root_find(struct plan_services *services, struct error *err) {
    struct path link = project_path("build/services/current");
    char digest[65];
    *services = (struct plan_services){0};
    /* Resolved once: a rebuild during a run moves the link, not what it pointed to. */
    cleanup_free char *directory = realpath(link.text, NULL);
    if (!directory)
        return error_unavailable(err,
                                 "%s: there is no root file system of the services; make one: "
                                 "sudo %s",
                                 link.text, project_path("container/services/build").text);
    services->root = strdup(strrchr(directory, '/') + 1);
    if (!services->root)
        return error_failed(err, "out of memory");
    if (file_sha256(service_root_file(services, "manifest").text, digest, err) < 0)
        return -1;
    services->manifest = strdup(digest);
    return services->manifest ? 0 : error_failed(err, "out of memory");
}

int service_root_unchanged(const struct plan_services *services, struct error *err) {
    struct path manifest = service_root_file(services, "manifest");
    char digest[65];
    if (!services->root)
        return 0;
    if (file_sha256(manifest.text, digest, err) < 0)
        return error_wrap(err, "the services' root of the plan");
    return strcmp(digest, services->manifest) == 0
               ? 0
               : error_failed(err,
                              "%s has changed since the run began; build that root again, or start "
                              "a new run",
                              manifest.text);
}
