/* on_host.h - hooks that environments share whose kernels run among this host's own files and on
 * its network, and need nothing that would have to be unmade. See struct environment_hooks. */
#ifndef VIRTAX_ON_HOST_H
#define VIRTAX_ON_HOST_H

#include "environment.h"

int on_host_up(struct environment *environment, const struct plan_figure *figure,
               struct error *err);
int on_host_route(struct environment *environment, struct route *route, struct error *err);
int on_host_settle(struct environment *environment, struct execution *execution, bool running,
                   struct error *err);
void on_host_down(struct environment *environment);

#endif
