/* log.h - what a service's program says, in a file in memory (memfd_create(2)). */
#ifndef VIRTAX_SERVE_LOG_H
#define VIRTAX_SERVE_LOG_H

#include <stdbool.h>
#include <stdio.h>

enum { LOG_LINE = 400, LOG_LINES = 10 };

/* Does it say that anywhere? */
bool log_says(int log, const char *text);

/* Its last line that holds anything, for a message; "it said nothing". */
void log_last_line(int log, char line[LOG_LINE]);

/* Writes its last ten lines, marked as another's words (quoted.h). */
void log_quote(int log, FILE *out);

#endif
