/* warnings.c - lists of warnings. */
#include "warnings.h"

#include "array.h"
#include "common/plain_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void warnings_add(char ***warning, size_t *count, const char *format, va_list args) {
    char *text;
    if (vasprintf(&text, format, args) < 0)
        return;
    char **added = array_add(*warning, *count);
    if (added)
        *added = plain_text(text);
    else
        free(text);
}

bool warnings_have(char *const *warning, size_t count, const char *text) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(warning[i], text) == 0)
            return true;
    return false;
}
