/* memory_file.h - texts for programs that read files: memfd_create(2). */
#ifndef VIRTAX_MEMORY_FILE_H
#define VIRTAX_MEMORY_FILE_H

#include "common/error.h"

/* A file that holds the text, read from its beginning and closed at exec(3): its descriptor, or -1.
 */
int memory_file(const char *text, struct error *err);

#endif
