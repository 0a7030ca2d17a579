/* on_host.c - what a kernel needs that runs among this host's own files: that it is there. */
#include "on_host.h"

#include "base/project.h"
#include "medium/medium.h"

int on_host_up(struct environment *environment, const struct plan_figure *figure,
               struct error *err) {
    struct path binary;
    return project_kernel(environment_kernel(environment, figure), &binary, err);
}

int on_host_route(struct environment *environment, struct route *route, struct error *err) {
    (void)err;
    *route = route_host(environment->context->lab);
    return 0;
}

int on_host_settle(struct environment *environment, struct execution *execution, bool running,
                   struct error *err) {
    (void)running, (void)err;
    const struct medium *medium = environment->context->medium;
    execution->medium_seen = medium ? medium_seen(medium) : NULL;
    return 0;
}

void on_host_down(struct environment *environment) {
    (void)environment;
}
