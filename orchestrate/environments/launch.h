/* launch.h - a kernel made ready to run in an environment: the command of this host that runs it
 * there. */
#ifndef VIRTAX_LAUNCH_H
#define VIRTAX_LAUNCH_H

#include "base/argv.h"
#include "base/frame.h"
#include "common/cpu_set.h"
#include "execution.h"
#include "plan/plan.h"

struct launch {
    struct process_spec spec; /* argv and cpus point into what is below */
    struct argv argv;
    struct cpu_set cpus;
    struct meters meters;
    struct frame frame; /* around what the kernel says; none where no shell is on the way */
};

/* Makes these words the command, and takes them over. */
int launch_argv(struct launch *launch, struct argv argv, struct error *err);

/* Makes a list of CPUs the command's mask. */
int launch_cpus(struct launch *launch, const char *list, struct error *err);

/* Makes the command a kernel of the figure as a process of this host: with a scrubbed environment,
 * on these CPUs (a list), in a network namespace (NULL: ours). */
int launch_here(struct launch *launch, const char *kernel, const struct plan_figure *figure,
                const char *cpus, const char *network, const char *const *arguments,
                struct error *err);

/* Safe on a zeroed launch. */
void launch_free(struct launch *launch);

#endif
