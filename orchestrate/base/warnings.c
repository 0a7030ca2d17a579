/* warnings.c - bounded lists of warnings. */
#include "warnings.h"

#include <stdio.h>
#include <string.h>

void warnings_add(char **warning, size_t *count, const char *format, va_list args) {
    if (*count == WARNINGS_MAX)
        return;
    char *text = NULL;
    if (*count == WARNINGS_MAX - 1)
        text = strdup("more warnings than are listed here");
    else if (vasprintf(&text, format, args) < 0)
        text = NULL;
    if (text)
        warning[(*count)++] = text;
}

bool warnings_have(char *const *warning, size_t count, const char *text) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(warning[i], text) == 0)
            return true;
    return false;
}
