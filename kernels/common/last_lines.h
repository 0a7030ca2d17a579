/* last_lines.h - the end of what somebody said. */
#ifndef VIRTAX_LAST_LINES_H
#define VIRTAX_LAST_LINES_H

/* The last `lines` lines of a text, borrowed (a pointer into it). */
const char *last_lines(const char *text, int lines);

#endif
