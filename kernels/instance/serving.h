/* serving.h - a server that an instance keeps beside itself, idle: what one more of it takes. */
#ifndef VIRTAX_INSTANCE_SERVING_H
#define VIRTAX_INSTANCE_SERVING_H

#include "common/error.h"
#include "serve/process.h"
#include "serve/root.h"

#include <jansson.h>

struct serving {
    const struct service *service; /* NULL: none */
    struct root_facts facts;
    struct net_address listen;
    struct service_process server;
};

#define SERVING_NONE ((struct serving){.server = {.process = -1, .log = -1}})

/* The service of a name (serve/service.h), which must be one that needs no data. */
int serving_choose(struct serving *serving, const char *name, struct error *err);

/* Enters the services' root (NULL: this one is it), starts the service there at a port of the
 * loopback address that nobody else has, with a password that nobody knows, and waits until it
 * accepts. Does nothing where there is none. */
int serving_start(struct serving *serving, const char *root, struct error *err);

/* Does it still accept? Adds the evidence "service" and the check of that name, where there is one.
 */
int serving_report(const struct serving *serving, json_t *record, struct error *err);

/* Ends it. Safe on one that was not started. */
void serving_end(struct serving *serving);

#endif
