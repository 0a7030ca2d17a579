#include "net/token.h"

#include "harness/cleanup.h"

#include <sha256.h>
#include <string.h>

enum { TOKEN_MAX = 4096 };

int net_token_read(const char *path, uint8_t digest[NET_SECRET_BYTES], struct error *err) {
    memset(digest, 0, NET_SECRET_BYTES);
    if (!path)
        return 0;
    cleanup_fclose FILE *file = fopen(path, "re");
    char line[TOKEN_MAX + 2];
    if (!file)
        return error_errno(err, "token file %s", path);
    if (!fgets(line, sizeof line, file)) {
        if (ferror(file))
            return error_errno(err, "token file %s", path);
        return error_failed(err, "token file %s: it is empty", path);
    }
    size_t length = strcspn(line, "\r\n");
    if (length == 0 || length > TOKEN_MAX)
        return error_failed(err, "token file %s: its first line must have 1 to %d characters", path,
                            TOKEN_MAX);
    SHA2_CTX sum;
    SHA256Init(&sum);
    SHA256Update(&sum, (const uint8_t *)line, length);
    SHA256Final(digest, &sum);
    return 0;
}
