/* plain_text.h - what others say, fit for a terminal of ours. */
#ifndef VIRTAX_PLAIN_TEXT_H
#define VIRTAX_PLAIN_TEXT_H

/* Removes control sequences (ECMA-48: colours, cursor) and control characters but for line ends and
 * tabs, in place; returns the text. */
char *plain_text(char *text);

#endif
