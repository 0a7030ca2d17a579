/* cause.h - why a command failed, out of all that it said: clients begin with progress and end with
 * hints ("Run 'docker run --help' for more information"). */
#ifndef VIRTAX_CAUSE_H
#define VIRTAX_CAUSE_H

#include "process.h"

/* The first line that tells of an error, else the last that is neither a hint nor one of virtax's
 * own marks; borrowed, `size` bytes without its newline. "" where nothing was said. */
const char *cause_line(const char *said, int *size);

/* The same; "without a word" where nothing was said, or `said` is NULL. */
const char *cause_told(const char *said, int *size);

/* Fails with "COMMAND: the line (exit status N)" and, where there is more than that line, all that
 * it said on further lines. */
int cause_failed(const char *command, const struct process_result *result, struct error *err);

#endif
