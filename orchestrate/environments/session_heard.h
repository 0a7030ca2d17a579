/* session_heard.h - what a kernel in a session says: lines of its stderr and stdout
 * (docs/record.md, slices), as callbacks of a process. */
#ifndef VIRTAX_SESSION_HEARD_H
#define VIRTAX_SESSION_HEARD_H

#include "execution.h"
#include "session.h"

/* Who tells it to do something clears `answered` and `malformed` before. */
struct session_heard {
    struct execution *execution; /* gets the marks, and whether memory ran out */
    bool set_up;                 /* it is ready, or populates */
    bool ready;
    bool answered, malformed;
    unsigned slices; /* that were answered: the number of the next */
    json_int_t left; /* bytes to populate */
    struct session_slice last;
};

/* `heard` is a struct session_heard. Lines that are none of a kernel's are passed over: shells may
 * chatter. What begins as an answer must be the awaited one, or is malformed. */
void session_hear_stderr(const char *line, double at, void *heard);
void session_hear_stdout(const char *line, double at, void *heard);

#endif
