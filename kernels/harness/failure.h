/* failure.h - how a kernel's main() ends where something went wrong. */
#ifndef VIRTAX_FAILURE_H
#define VIRTAX_FAILURE_H

#include "common/error.h"

/* Prints "virtax KERNEL: text" on stderr and returns the exit status that the error asks for. */
int failure(const char *kernel, const struct error *err);

#endif
