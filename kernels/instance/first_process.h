/* first_process.h - what a kernel has to do itself where it is the first process of a machine. */
#ifndef VIRTAX_INSTANCE_FIRST_PROCESS_H
#define VIRTAX_INSTANCE_FIRST_PROCESS_H

#include "common/error.h"

/* The first process of a machine, started by its Linux kernel: mounts /proc and /sys, which tell it
 * of itself, and forgets the variables that Linux gave it; when it ends, its console has said
 * everything before the machine is restarted. Does nothing for any other process, the first one of
 * a container included, which has a /proc. */
int first_process_prepare(struct error *err);

#endif
