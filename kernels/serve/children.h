/* children.h - the processes that a process has started. */
#ifndef VIRTAX_SERVE_CHILDREN_H
#define VIRTAX_SERVE_CHILDREN_H

#include <sys/types.h>

/* Calls `each` for every child that it has now (proc_tid_children(5)); for none where the kernel
 * does not tell. */
void process_each_child(pid_t pid, void (*each)(pid_t child, void *context), void *context);

/* SIGKILL, as process_each_child calls it. */
void process_kill(pid_t child, void *context);

#endif
