/* stops.h - was this process stopped and continued (kill -STOP, Ctrl-Z, a debugger)? Clocks went on
 * meanwhile and the work did not. */
#ifndef VIRTAX_STOPS_H
#define VIRTAX_STOPS_H

#include <stdbool.h>

/* From now on what continues this process is kept until asked for. To be called before there are
 * other threads; those and children of fork(2) inherit that SIGCONT is blocked, which hinders
 * nobody from being continued. */
void stops_watch(void);

/* What was kept until now does not count. */
void stops_forget(void);

bool stops_seen(void);

#endif
