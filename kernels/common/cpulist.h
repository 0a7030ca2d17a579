/* cpulist.h - CPU and node lists in the kernel's own notation ("0-3,8"), to and from cpu_set_t. */
#ifndef VIRTAX_CPULIST_H
#define VIRTAX_CPULIST_H

#include "common/error.h"

#include <sched.h>
#include <stddef.h>

/* Parses "0-3,8,10-12" (cpuset(7), "List format"). An empty list is an empty set. STATUS_USAGE on
 * malformed text or numbers of CPU_SETSIZE and more. */
int cpulist_parse(const char *text, cpu_set_t *set, struct error *err);

/* Prints the shortest list form; returns buffer. */
const char *cpulist_format(const cpu_set_t *set, char *buffer, size_t size);

/* The n-th CPU of the set in ascending order, n from 0; -1 where there are fewer. */
int cpulist_nth(const cpu_set_t *set, int n);

#endif
