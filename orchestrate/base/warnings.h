/* warnings.h - bounded lists of what a report must say. */
#ifndef VIRTAX_WARNINGS_H
#define VIRTAX_WARNINGS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum { WARNINGS_MAX = 64 };

/* Appends to warning[WARNINGS_MAX]. The last place says "more"; what comes after is dropped. */
void warnings_add(char **warning, size_t *count, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

/* Is it said already? */
bool warnings_have(char *const *warning, size_t count, const char *text);

#endif
