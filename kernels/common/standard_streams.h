/* standard_streams.h - descriptors 0, 1 and 2 are never a file that the program opens, and a result
 * that did not reach stdout is an error. */
#ifndef VIRTAX_STANDARD_STREAMS_H
#define VIRTAX_STANDARD_STREAMS_H

/* The first thing of every program. Opens /dev/null where stdin, stdout or stderr are closed: what
 * is opened first would get their numbers, and a record or a message would land in it. Reads of
 * stdin then find the end and messages are lost, but writes to stdout fail (EBADF). A program that
 * ends with status 0 though something did not reach stdout (closed, a full disk) says so and ends
 * with 1. Without a /dev/null it ends the process with 1. */
void standard_streams_open(void);

#endif
