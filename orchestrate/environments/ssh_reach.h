/* ssh_reach.h - the address at which the user's ssh reaches a machine, for what is not ssh. */
#ifndef VIRTAX_SSH_REACH_H
#define VIRTAX_SSH_REACH_H

#include "base/remote_shell.h"
#include "lab/addresses.h"

/* Of the addresses of its host name, as the user's configuration has it, one that the machine
 * itself has: numeric. STATUS_UNAVAILABLE with cause and mend where there is none, or where ssh
 * goes by another machine or by a forwarded port, which nothing else can. */
int ssh_reach(const struct ssh_target *target, char address[LAB_ADDRESS_TEXT], struct error *err);

#endif
