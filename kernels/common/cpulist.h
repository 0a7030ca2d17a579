/* cpulist.h - CPU and node lists in the kernel's own notation ("0-3,8"), to and from struct
 * cpu_set. */
#ifndef VIRTAX_CPULIST_H
#define VIRTAX_CPULIST_H

#include "common/cpu_set.h"
#include "common/error.h"

#include <stddef.h>

/* Parses "0-3,8,10-12" (cpuset(7), "List format"). An empty list is an empty set. STATUS_USAGE on
 * malformed text or numbers of CPU_SET_MAX and more. */
int cpulist_parse(const char *text, struct cpu_set *set, struct error *err);

/* Room for the longest list: every other CPU of CPU_SET_MAX. */
enum { CPULIST_TEXT = 5 * CPU_SET_MAX / 2 };

/* Prints the shortest list form; returns buffer. What does not fit is left out. */
const char *cpulist_format(const struct cpu_set *set, char *buffer, size_t size);

/* The n-th CPU of the set in ascending order, n from 0; -1 where there are fewer. */
int cpulist_nth(const struct cpu_set *set, int n);

#endif
