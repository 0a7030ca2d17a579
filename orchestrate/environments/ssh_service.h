/* ssh_service.h - servers on a machine reached by SSH: the very same tree as natively. */
#ifndef VIRTAX_SSH_SERVICE_H
#define VIRTAX_SSH_SERVICE_H

#include "lab/addresses.h"
#include "plan/plan_services.h"
#include "ssh_machine.h"

/* Can a service run there, and be reached? STATUS_UNAVAILABLE with cause and mend: without root, or
 * tools, or as ssh_reach says. */
int ssh_service_probe(const struct ssh_target *target, struct error *err);

/* Puts the services' root there, below the machine's directory; verified by sha256. */
int ssh_service_put(const struct ssh_machine *machine, const struct plan_services *services,
                    struct error *err);

/* Where it is there. */
struct path ssh_service_root(const struct ssh_machine *machine);

#endif
