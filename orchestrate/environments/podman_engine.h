/* podman_engine.h - Podman, which speaks docker(1)'s words and needs no daemon. */
#ifndef VIRTAX_PODMAN_ENGINE_H
#define VIRTAX_PODMAN_ENGINE_H

#include "container_engine.h"

/* Its row. */
extern const struct container_engine podman_containers;

/* Are version 1 and 2 of control groups mounted side by side? crun refuses them, and containers are
 * made by runc then. */
bool podman_refuses_groups(void);

/* May this user's containers be mapped to IDs of its own (/etc/subuid and /etc/subgid of `root`)?
 * STATUS_UNAVAILABLE with what mends it otherwise. */
int podman_rootless_probe(const char *root, const char *user, struct error *err);

#endif
