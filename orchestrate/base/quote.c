/* quote.c - what has a meaning is taken literally. */
#include "quote.h"

#include "common/cleanup.h"

#include <string.h>

/* Each `special` becomes `instead`. */
static char *replaced(const char *text, char special, const char *instead) {
    size_t size = 1;
    for (const char *at = text; *at; at++)
        size += *at == special ? strlen(instead) : 1;
    char *made = malloc(size), *to = made;
    for (; made && *text; text++) {
        if (*text == special)
            to = stpcpy(to, instead);
        else
            *to++ = *text;
    }
    if (made)
        *to = '\0';
    return made;
}

char *shell_quote(const char *word) {
    cleanup_free char *inside = replaced(word, '\'', "'\\''");
    char *quoted = NULL;
    return inside && asprintf(&quoted, "'%s'", inside) >= 0 ? quoted : NULL;
}

char *quote_doubled(const char *text, char doubled) {
    return replaced(text, doubled, (char[]){doubled, doubled, '\0'});
}
