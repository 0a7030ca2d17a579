/* token.c - the SHA-256 of the first line of a file. */
#include "net/token.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <errno.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TOKEN_MAX = 4096 };

/* Byte by byte: what follows the line is not the token's. */
static char *first_line(int fd, struct error *err) {
    char *line = calloc(1, TOKEN_MAX + 2);
    size_t length = 0;
    ssize_t got = 0;
    while (line && length <= TOKEN_MAX && (length == 0 || line[length - 1] != '\n') &&
           ((got = read(fd, line + length, 1)) > 0 || (got < 0 && errno == EINTR)))
        length += got > 0;
    if (length > 0)
        return line;
    free(line);
    error_failed(err, "-: no line on stdin");
    return NULL;
}

int net_token_read(const char *path, uint8_t digest[NET_SECRET_BYTES], struct error *err) {
    memset(digest, 0, NET_SECRET_BYTES);
    if (!path)
        return 0;
    cleanup_free char *text =
        strcmp(path, "-") == 0 ? first_line(STDIN_FILENO, err) : small_file_read(path, err);
    if (!text)
        return error_wrap(err, "token file");
    size_t length = strcspn(text, "\r\n");
    if (length == 0 || length > TOKEN_MAX)
        return error_failed(err, "token file %s: its first line must have 1 to %d characters", path,
                            TOKEN_MAX);
    SHA2_CTX sum;
    SHA256Init(&sum);
    SHA256Update(&sum, (const uint8_t *)text, length);
    SHA256Final(digest, &sum);
    return 0;
}
