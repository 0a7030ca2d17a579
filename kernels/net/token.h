/* token.h - the shared secret of client and server. */
#ifndef VIRTAX_NET_TOKEN_H
#define VIRTAX_NET_TOKEN_H

#include "common/error.h"
#include "net/preamble.h"

/* The SHA-256 of the first line of the file ("-": stdin), which must have 1 to 4096 characters; all
 * zeros where `path` is NULL (no token). It keeps strangers and mixed-up runs out; it does not
 * encrypt. */
int net_token_read(const char *path, uint8_t digest[NET_SECRET_BYTES], struct error *err);

#endif
