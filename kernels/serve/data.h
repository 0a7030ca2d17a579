/* data.h - the directory of a service's own files, made anew each time. */
#ifndef VIRTAX_SERVE_DATA_H
#define VIRTAX_SERVE_DATA_H

#include "serve/service.h"

#include <limits.h>

/* Empties and makes DIRECTORY/virtax-NAME, which becomes the service's user's, and has its program
 * fill it where it has to be. Its path in `path`; "" without a directory. Fails with the program's
 * own last line. */
int data_make(const struct service *service, const char *directory,
              const struct service_place *place, char path[PATH_MAX], struct error *err);

/* Removes it; "": there is none. */
int data_remove(const char *path, struct error *err);

#endif
