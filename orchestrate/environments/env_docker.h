/* env_docker.h - what the types of environments share whose containers an engine with docker(1)'s
 * words runs. */
#ifndef VIRTAX_ENV_DOCKER_H
#define VIRTAX_ENV_DOCKER_H

#include "environment.h"

/* Of a type: its .variant. */
struct docker_variant {
    const char *network;         /* of --network; NULL: the engine's default, a bridge with NAT */
    const char *seccomp;         /* a profile of the project's own; NULL: the engine's */
    const char *runtime;         /* of --runtime; NULL: the engine's default */
    struct engine_answer *asked; /* what it allows, once it was asked; NULL: as the engine's own */
};

extern const struct environment_hooks docker_hooks;

#endif
