/* secret.c - the first line of a file or of stdin. */
#include "common/secret.h"

#include "common/smallfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Byte by byte: what follows the line is not the secret's. */
static char *first_line(int fd, struct error *err) {
    char *line = calloc(1, SECRET_MAX + 2);
    size_t length = 0;
    ssize_t got = 0;
    while (line && length <= SECRET_MAX && (length == 0 || line[length - 1] != '\n') &&
           ((got = read(fd, line + length, 1)) > 0 || (got < 0 && errno == EINTR)))
        length += got > 0;
    if (length > 0)
        return line;
    free(line);
    error_failed(err, "-: no line on stdin");
    return NULL;
}

char *secret_read(const char *path, struct error *err) {
    char *text =
        strcmp(path, "-") == 0 ? first_line(STDIN_FILENO, err) : small_file_read(path, err);
    if (!text)
        return NULL;
    size_t length = strcspn(text, "\r\n");
    text[length] = '\0';
    if (length > 0 && length <= SECRET_MAX)
        return text;
    free(text);
    return error_null(
        error_failed(err, "%s: its first line must have 1 to %d characters", path, SECRET_MAX));
}
