/* terminal.h - what may be sent to whoever reads our output. */
#ifndef VIRTAX_TERMINAL_H
#define VIRTAX_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

struct terminal {
    bool colour;    /* escape sequences are understood and wanted */
    bool returns;   /* "\r" goes back to the beginning of the line */
    size_t columns; /* how wide it is; 0: nothing says so, and lines may have any length */
};

/* Of a file descriptor and the process environment. Only a terminal has colour, and none that calls
 * itself dumb (TERM) or of a user who sets NO_COLOR (no-color.org) to anything. COLUMNS, where it
 * is a number, is the width, also of what is no terminal. */
struct terminal terminal_of(int fd);

/* The escape sequences for some text, and for its end; "" where there is no colour. */
struct tints {
    const char *bold, *dim, *good, *bad, *alarm, *reset;
};
const struct tints *terminal_tints(const struct terminal *terminal);

#endif
