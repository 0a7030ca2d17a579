/* private_daemons.h - run-time directories of container/with-daemon after kill -9. */
#ifndef VIRTAX_PRIVATE_DAEMONS_H
#define VIRTAX_PRIVATE_DAEMONS_H

#include "common/error.h"

#include <stdio.h>

/* Removes /run/vtx-docker.* whose script is dead (its lock is free; the daemon itself died with the
 * script), one line for each to `out`. Returns how many, or -1. */
int private_daemons_clean(FILE *out, struct error *err);

#endif
