/* last_lines.c - counts line ends from the last one back. */
#include "common/last_lines.h"

#include <string.h>

const char *last_lines(const char *text, int lines) {
    const char *at = text + strlen(text);
    if (at > text && at[-1] == '\n')
        at--;
    while (at > text && !(at[-1] == '\n' && --lines == 0))
        at--;
    return at;
}
