/* guest_wait.h - waiting for a guest: first answer over SSH, end of booting, quiet. */
#ifndef VIRTAX_GUEST_WAIT_H
#define VIRTAX_GUEST_WAIT_H

#include "guest.h"

/* Waits until the guest's SSH server greets on 127.0.0.1:`port`; fails at the deadline
 * (clock_now), on an interrupt, and where QEMU ends. */
int guest_wait_answer(struct guest *guest, int port, double deadline, struct error *err);

/* Waits until the guest has booted, cloud-init included, by one command over SSH. */
int guest_wait_booted(struct guest *guest, double deadline, struct error *err);

/* Waits until it is idle for 90 % of half a second, likewise. */
int guest_wait_quiet(struct guest *guest, double deadline, struct error *err);

/* Fails where the console says that the guest is lost: a system built for a newer CPU than it has
 * been given (glibc's own words, from 2.33 on; `host_cpu`: it has the host's model, and there is
 * none newer to advise), a kernel panic, a firmware that finds nothing to boot. 0 where it says
 * nothing of that kind. Pure. */
int guest_console_verdict(const char *console, bool host_cpu, struct error *err);

/* Fails with the panic that the guest ended in, or with how QEMU ended and what it said last. */
int guest_ended(const struct guest *guest, int exit_status, struct error *err);

/* Appends the last 20 lines of the guest's console to the error, as far as there is room. */
void guest_quote_console(const struct guest *guest, struct error *err);

#endif
