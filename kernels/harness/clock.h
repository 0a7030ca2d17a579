/* clock.h - the one clock of every kernel, and the marks around its timed region. */
#ifndef VIRTAX_CLOCK_H
#define VIRTAX_CLOCK_H

#include "error.h"

#include <time.h>

/* Seconds of CLOCK_MONOTONIC. */
double clock_now(void);

/* Seconds, of the clock or between two of its times, as system calls take them. */
struct timespec clock_timespec(double seconds);

/* Write "virtax: begin" or "virtax: end" and a newline to stderr in one write(2): whoever watches
 * from outside stamps them with a clock of his own, so a line must never arrive in two parts. */
int mark_begin(struct error *err);
int mark_end(struct error *err);

#endif
