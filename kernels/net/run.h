/* run.h - what both network kernels do with a kernel's state, which begins with struct net_options.
 */
#ifndef VIRTAX_NET_RUN_H
#define VIRTAX_NET_RUN_H

#include "common/error.h"

#include <jansson.h>

/* struct kernel's instead(): serves, or tells a server to end. */
int net_instead(void *state, struct error *err);

/* struct kernel's measure(): a session with the server, and what both sides saw of it. */
int net_measure(void *state, json_t *record, struct error *err);

/* struct kernel_slices' `possible`. */
int net_sliceable(const void *state, struct error *err);

#endif
