/* container_facts.h - what files of one process in this host's /proc tell of its root and of its
 * control groups. `root`: of /proc and /sys, "" on a live machine. Sources: proc(5), Linux
 * Documentation/admin-guide/cgroup-v1/pids.rst, cgroup-v1/cpusets.rst, cgroup-v2.rst. */
#ifndef VIRTAX_CONTAINER_FACTS_H
#define VIRTAX_CONTAINER_FACTS_H

#include <jansson.h>

/* Adds "root" ("read-only" or "read-write"), "root_type" (of its file system: "overlay"),
 * "pids_max", "cpuset" (the CPUs that its group names; "": none, which version 2 has) and
 * "all_cpus" (of the group above all). null: cannot be read. */
void container_facts_add(json_t *seen, const char *root, int pid);

#endif
