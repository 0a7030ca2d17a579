/* partner.h - a process that answers, or only holds what it inherited, until it is ended. */
#ifndef VIRTAX_KERNELOPS_PARTNER_H
#define VIRTAX_KERNELOPS_PARTNER_H

#include "common/error.h"

#include <sys/types.h>

/* Zeroed, there is none. */
struct partner {
    pid_t pid;
};

/* Forks a process that calls answer(argument) on that CPU (-1: wherever this one may run) and ends
 * when that returns. It ends with the thread that started it, whatever ends that. */
int partner_start(struct partner *partner, int cpu, void (*answer)(void *argument), void *argument,
                  struct error *err);

/* Ends it and waits for its end. */
void partner_end(struct partner *partner);

/* What a partner does that is only to hold: sleeps. */
void partner_hold(void *argument);

#endif
