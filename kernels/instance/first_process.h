/* first_process.h - what a kernel has to do itself where it is the first process of a machine. */
#ifndef VIRTAX_INSTANCE_FIRST_PROCESS_H
#define VIRTAX_INSTANCE_FIRST_PROCESS_H

#include "common/error.h"

/* The first process of a machine, started by its Linux kernel: mounts /proc and /sys, which tell it
 * of itself, and forgets the variables that Linux gave it. Does nothing for any other process, the
 * first one of a container included, which has a /proc. */
int first_process_prepare(struct error *err);

/* The same process at its end: waits until its console has said everything, and restarts the
 * machine. Returns for any other process. */
void first_process_end(void);

#endif
