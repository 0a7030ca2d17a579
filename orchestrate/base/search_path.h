/* search_path.h - where commands are looked for. */
#ifndef VIRTAX_SEARCH_PATH_H
#define VIRTAX_SEARCH_PATH_H

#include "common/error.h"

/* Appends to PATH those of /usr/sbin and /sbin that it lacks: mkfs.ext4, ip, tc and dockerd lie
 * there, and su(1) without a dash leaves the caller's PATH, which may not have them. */
int search_path_complete(struct error *err);

#endif
