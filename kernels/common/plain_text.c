/* plain_text.c - replaces the control characters of a text. */
#include "common/plain_text.h"

#include <ctype.h>
#include <string.h>

char *plain_text(char *text) {
    char *to = text;
    for (const char *at = text; *at; at++) {
        if (at[0] == '\033' && at[1] == '[') {
            at += 2 + strspn(at + 2, "0123456789:;<=>?");
            if (*at == '\0')
                break;
        } else if (*at == '\n' || *at == '\t' || !iscntrl((unsigned char)*at)) {
            *to++ = *at;
        }
    }
    *to = '\0';
    return text;
}
