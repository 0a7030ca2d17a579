/* container_seen.h - what this host's /proc tells of a running container. */
#ifndef VIRTAX_CONTAINER_SEEN_H
#define VIRTAX_CONTAINER_SEEN_H

#include <jansson.h>

/* Finds a container whose supervisor (containerd-shim, conmon) names `id` on its command line, and
 * reads its first process:
 *   {"first": its name, "runtime": whose files tell of it, "sandbox": whether it is gVisor's own
 *    process, "platform": how that catches system calls, "uid_map": "0 100000 65536", "apparmor",
 *    "network": "none", "host" (its supervisor's) or "bridge"}, and what container_facts.h adds.
 * What cannot be read is null. NULL: there is no such container. `root`: of /proc and /sys, "" on a
 * live machine. */
json_t *container_seen(const char *root, const char *id);

/* The same where no engine is: of the first process in a namespace of its own below a child of
 * `parent` that runs the program called `name`. */
json_t *process_tree_seen(const char *root, int parent, const char *name);

#endif
