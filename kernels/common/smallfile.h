/* smallfile.h - small text files, as /proc and /sys are full of. */
#ifndef VIRTAX_SMALLFILE_H
#define VIRTAX_SMALLFILE_H

#include "common/error.h"

/* The whole file as text without its last newline; free it. NULL with an error otherwise. */
char *small_file_read(const char *path, struct error *err);

/* The same of a file whose path is put together (printf-like). */
char *small_file_readf(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* As small_file_read for a kernel setting: tabs and runs of blanks become one space, and of a
 * choice "always [madvise] never" the bracketed word remains. */
char *setting_read(const char *path, struct error *err);

/* Makes a text what setting_read returns of it, in place. */
void setting_text(char *text);

/* Makes tabs and runs of blanks one space each, in place; none stay at the beginning. */
void single_blanks(char *text);

/* Makes the text all that the file holds, in one write(2); does not create the file. */
int small_file_write(const char *path, const char *text, struct error *err);

#endif
