/* environments.h - the table of environments. */
#ifndef VIRTAX_ENVIRONMENTS_H
#define VIRTAX_ENVIRONMENTS_H

#include "environment.h"

/* A line for each file env_NAME.c, in the order of `virtax list`. */
/* clang-format off */
#define ENVIRONMENT_FILES(each) \
    each(native) \
    each(docker) \
    each(docker_per_socket) \
    each(docker_overlay) \
    each(gvisor) \
    each(podman) \
    each(bwrap) \
    each(nspawn) \
    each(lxc) \
    each(kvm) \
    each(kvm_bare) \
    each(ssh)
/* clang-format on */

/* The types in that file, ended by one without a name. */
#define ENVIRONMENT_DECLARE(name) extern const struct environment_type environment_##name[];
ENVIRONMENT_FILES(ENVIRONMENT_DECLARE)

/* The other host of figures with a peer: not in the table. */
extern const struct environment_type environment_peer;

/* This host beside its lab, on the peer's CPUs: what talks to a machine that the lab does not
 * reach.
 */
extern const struct environment_type environment_outside;

/* The i-th type in the order of `virtax list`; NULL beyond the last. */
const struct environment_type *environment_at(size_t i);

/* Its features, where it is the first type to have these; NULL: there is nothing to list. */
const struct feature_table *environment_features_at(size_t i);

/* The engine of its containers, where it is the first type to name that one; else NULL. */
const struct container_engine *environment_engine_at(size_t i);

/* The interface that joins what runs in environments of this host; "" where there is none. */
const char *environment_bridge(void);

/* The type of a name that is well formed, or NULL with a usage error that names the closest. */
const struct environment_type *environment_find(const char *name, struct error *err);

#endif
