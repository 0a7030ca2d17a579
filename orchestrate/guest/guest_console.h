/* guest_console.h - what a guest's console tells about a guest that will never answer. */
#ifndef VIRTAX_GUEST_CONSOLE_H
#define VIRTAX_GUEST_CONSOLE_H

#include "common/error.h"

#include <stdbool.h>

/* Fails where the console says that the guest is lost: a system built for a newer CPU than it has
 * been given (glibc's own words, from 2.33 on; `host_cpu`: it has the host's model, and there is
 * none newer to advise), a kernel panic, a firmware that finds nothing to boot. 0 where it says
 * nothing of that kind. Pure. */
int guest_console_verdict(const char *console, bool host_cpu, struct error *err);

#endif
