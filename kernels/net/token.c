/* token.c - the SHA-256 of the first line of a file. */
#include "net/token.h"

#include "common/cleanup.h"
#include "common/secret.h"

#include <sha256.h>
#include <string.h>

int net_token_read(const char *path, uint8_t digest[NET_SECRET_BYTES], struct error *err) {
    memset(digest, 0, NET_SECRET_BYTES);
    if (!path)
        return 0;
    cleanup_free char *text = secret_read(path, err);
    if (!text)
        return error_wrap(err, "token file");
    SHA2_CTX sum;
    SHA256Init(&sum);
    SHA256Update(&sum, (const uint8_t *)text, strlen(text));
    SHA256Final(digest, &sum);
    return 0;
}
