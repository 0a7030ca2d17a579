/* launch.h - a kernel made ready to run in an environment: the command of this host that runs it
 * there. */
#ifndef VIRTAX_LAUNCH_H
#define VIRTAX_LAUNCH_H

#include "execution.h"

struct launch {
    struct process_spec spec; /* argv and cpus point into what is below */
    char **argv;
    cpu_set_t cpus;
    struct meters meters;
};

/* Makes copies of these words the command. */
int launch_argv(struct launch *launch, const char *const *words, struct error *err);

/* Makes a list of CPUs the command's mask. */
int launch_cpus(struct launch *launch, const char *list, struct error *err);

/* Safe on a zeroed launch. */
void launch_free(struct launch *launch);

#endif
