/* process_private.h - what the files of process.h share: signals, and making a child. */
#ifndef VIRTAX_PROCESS_PRIVATE_H
#define VIRTAX_PROCESS_PRIVATE_H

#include "process.h"

/* Forks and executes spec->argv with these three descriptors as standard streams (each stays open
 * here). Fails where the program cannot be executed. Returns the pid. */
pid_t process_spawn(const struct process_spec *spec, int in, int out, int err_fd,
                    struct error *err);

/* The exit status as shells tell it, from waitpid(2)'s. */
int process_exit_status(int wait_status);

#endif
