/* service_choice.c - asks the kernel that knows the services. */
#include "service_choice.h"

#include "base/process.h"
#include "base/project.h"
#include "environments/service_root.h"

int service_choose(const struct figure *figure, struct plan *plan, struct error *err) {
    if (!plan->services.root && service_root_find(&plan->services, err) < 0) {
        plan_services_free(&plan->services);
        return -1;
    }
    struct path kernel;
    if (project_kernel(SERVICE_KERNEL, &kernel, err) < 0)
        return -1;
    const char *data = figure->medium_bytes > 0 ? "--data=/" : NULL;
    const char *const argv[] = {kernel.text, figure->service, "--resolve", data, NULL};
    struct error cause;
    if (process_check(argv, NULL, &cause) == 0)
        return 0;
    if (cause.status == STATUS_INTERRUPTED)
        return error_interrupted(err);
    return error_usage(err, "%s: service: %s", figure->path, cause.text);
}

int service_suits(const struct figure *figure, const struct plan_figure *planned,
                  struct error *err) {
    if (!figure->service || figure->role == ROLE_SERVER || yields_crowd(planned->yields))
        return 0;
    return error_usage(
        err, "%s: service: a figure with one has role = server, or a kernel that is one of many",
        figure->path);
}
