/* secret.h - what two sides must know and no command line may show. */
#ifndef VIRTAX_SECRET_H
#define VIRTAX_SECRET_H

#include "common/error.h"

enum { SECRET_MAX = 4096 };

/* The first line of a file, 1 to SECRET_MAX characters, to be freed; "-": of stdin, where what
 * follows the line stays unread. NULL with an error that names neither the option nor the secret.
 */
char *secret_read(const char *path, struct error *err);

#endif
