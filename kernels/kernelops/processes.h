/* processes.h - the end of a program that was executed to be timed. */
#ifndef VIRTAX_KERNELOPS_PROCESSES_H
#define VIRTAX_KERNELOPS_PROCESSES_H

#include <stdbool.h>

/* Was this program executed by the operation "exec"? Then main() ends at once with this status,
 * which proves to the operation that it was this one that ran. */
enum { EXECUTED_STATUS = 43 };
bool executed_to_be_timed(int argc, char *const *argv);

#endif
