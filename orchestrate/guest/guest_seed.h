/* guest_seed.h - keys of one boot, and the NoCloud seed disk that brings them into the guest. */
#ifndef VIRTAX_GUEST_SEED_H
#define VIRTAX_GUEST_SEED_H

#include "base/remote_shell.h"

/* Makes in `directory` a client key and a host key, both fresh, and the seed disk from the
 * templates. */
int guest_seed_make(const char *templates, const char *directory, struct error *err);

/* Writes the ssh configuration that knows the keys of guest_seed_make and no others, for
 * 127.0.0.1:`ssh_port`, and fills *target. */
int guest_seed_access(const char *directory, int ssh_port, struct ssh_target *target,
                      struct error *err);

#endif
