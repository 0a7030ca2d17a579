/* host_tool.h - programs of this host that put one command into namespaces of its own, without an
 * engine and an image: what their environments share. The kernel is the host's own file at its own
 * path, and the network is the host's or the lab's. */
#ifndef VIRTAX_HOST_TOOL_H
#define VIRTAX_HOST_TOOL_H

#include "environment.h"

/* Such a program: the .variant of its type. */
struct host_tool {
    const char *program, *package;
    /* What of a container it always makes, as gate `container` knows features: "seccomp",
     * "default", …; ended by NULL. */
    const char *const *levels;
};

/* Is it installed, and may this user make containers by it? STATUS_UNAVAILABLE otherwise. */
int host_tool_probe(const struct host_tool *tool, struct error *err);

/* Makes the kernel's own command ready, whose first word is its file. */
int host_tool_kernel(const struct environment *environment, const struct plan_figure *figure,
                     const char *const *arguments, struct launch *launch, struct error *err);

/* Puts these words before that command, and takes them over. */
int host_tool_around(struct launch *launch, struct argv words, struct error *err);

/* Adds a command that leaves what it runs nothing but the scrubbed environment, of programs that
 * add variables of theirs. */
void host_tool_scrub(struct argv *argv);

#endif
