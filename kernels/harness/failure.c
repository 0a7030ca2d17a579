/* failure.c - one line on stderr, and the exit status. */
#include "failure.h"

#include <stdio.h>

int failure(const char *kernel, const struct error *err) {
    fprintf(stderr, "virtax %s: %s\n", kernel, err->text);
    return err->status;
}
