/* token.c - the SHA-256 of the first line of a file. */
#include "net/token.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOKEN_MAX = 4096 };

static char *first_line(FILE *file, struct error *err) {
    char *line = NULL;
    size_t room = 0;
    if (getline(&line, &room, file) >= 0)
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
        strcmp(path, "-") == 0 ? first_line(stdin, err) : small_file_read(path, err);
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
