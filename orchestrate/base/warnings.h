/* warnings.h - lists of what a report must say. */
#ifndef VIRTAX_WARNINGS_H
#define VIRTAX_WARNINGS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Appends to a list that array.h grows; where memory is short the warning is lost. */
void warnings_add(char ***warning, size_t *count, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

/* Is it said already? */
bool warnings_have(char *const *warning, size_t count, const char *text);

#endif
