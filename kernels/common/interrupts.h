/* interrupts.h - for programs that have something to undo when they are told to end (SIGINT,
 * SIGTERM, SIGHUP): they look here, end what they do, and undo it. */
#ifndef VIRTAX_INTERRUPTS_H
#define VIRTAX_INTERRUPTS_H

#include <stdbool.h>

/* From now on these signals are kept instead of ending the process; calls that wait return EINTR.
 */
void interrupts_watch(void);
bool interrupts_seen(void);

/* Whether they come to the calling thread, and to those that it starts. Without
 * interrupts_watch() they end the process from whichever thread they come to. */
void interrupts_hold(void);
void interrupts_take(void);

#endif
