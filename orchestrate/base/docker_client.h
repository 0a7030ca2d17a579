/* docker_client.h - the Docker command with a configuration of virtax's own.
 *
 * Of the user's configuration and environment it gets what says where the engine is (DOCKER_HOST,
 * DOCKER_CONTEXT, the current context, their TLS material) and nothing else: a proxy for containers
 * in ~/.docker/config.json, DOCKER_DEFAULT_PLATFORM or DOCKER_CONTENT_TRUST would change or break
 * what is measured. */
#ifndef VIRTAX_DOCKER_CLIENT_H
#define VIRTAX_DOCKER_CLIENT_H

#include "common/error.h"

#include <stdbool.h>

/* Where the user says that the engine is. */
struct docker_endpoint {
    char host[512];     /* as DOCKER_HOST has it; "": the usual socket */
    char named_by[128]; /* "DOCKER_HOST", "the Docker context 'x'"; "": nobody says */
    char tls[512];      /* directory of its TLS material; "": none */
    bool tls_verify;
};

/* Finds out, once, and points all `docker` commands of this process there; NULL where the user
 * names an engine that cannot be this machine's or the command is Podman's (STATUS_UNAVAILABLE), or
 * a context that is not there. */
const struct docker_endpoint *docker_client(struct error *err);

/* Points the `docker` commands to another engine of this machine (a DOCKER_HOST); NULL: back to the
 * user's. */
void docker_client_point(const char *host);

/* Is the command called docker Docker's? STATUS_UNAVAILABLE where it is Podman's, which knows
 * neither contexts nor an engine. */
int docker_client_check_command(struct error *err);

/* What a `docker` command (`words`, ended by NULL, without --format) answers to a Go template,
 * whose text alone is taken from its stdout. NULL on failure; free it. */
char *docker_client_ask(const char *const *words, const char *template, struct error *err);

/* Is the engine that answers this machine's? A socket or a port of this machine may lead to
 * another's; STATUS_UNAVAILABLE where its kernel or its memory is not ours. An engine that
 * does not say is taken for ours. */
int docker_client_check_here(struct error *err);

#endif
