/* marks.h - the marks around a kernel's timed region, which the host watches for. */
#ifndef VIRTAX_MARKS_H
#define VIRTAX_MARKS_H

#include "common/error.h"

/* Writes "virtax: populates": from now on memory is populated in turns. */
int mark_populates(struct error *err);

/* Writes "virtax: ready": from now on a kernel in slices waits for its orders. */
int mark_ready(struct error *err);

/* Write "virtax: begin" or "virtax: end" and a newline to stderr in one write(2): whoever watches
 * from outside stamps them with a clock of his own, so a line must never arrive in two parts. */
int mark_begin(struct error *err);
int mark_end(struct error *err);

#endif
