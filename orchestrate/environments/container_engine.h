/* container_engine.h - programs that run containers and speak docker(1)'s command line: a row for
 * each, which the types of environments name. Nothing else knows an engine by its name. */
#ifndef VIRTAX_CONTAINER_ENGINE_H
#define VIRTAX_CONTAINER_ENGINE_H

#include "base/argv.h"
#include "base/journal.h"
#include "plan/plan.h"

#include <jansson.h>

struct docker_engine;

/* The I/O engine that a kernel would choose in an environment. */
struct engine_answer {
    char engine[16];
    char who[64]; /* allows no better one: "Docker 25.0.3's seccomp profile" */
};

struct container_engine {
    const char
        *command;      /* its client: `run`, `rm`, `build`, `image inspect` as docker(1) has them */
    const char *title; /* in messages: "Docker" */
    const char *host;  /* the variable that says where it is: "DOCKER_HOST"; NULL: none does */
    bool daemonless;   /* its client makes the containers, in the client's own network */
    bool optional;     /* what it makes is compared with another engine's: it may be missing */
    const char *driver;               /* Go template of `info` that names its storage driver */
    const char *const *usual_drivers; /* ended by NULL */
    const char *driver_mend;          /* gets one of these */
    struct engine_answer *asked; /* what its default seccomp profile allows, once it was asked */
    /* Adds options of `run` without which it runs no container on a host like this one, before all
     * others; NULL: it needs none. */
    void (*adapt)(struct argv *options);
    /* Does it answer? With its version; else STATUS_UNAVAILABLE with the cause. */
    bool (*answers)(char version[64], struct error *err);
    /* It answers, or one of our own can be started: else STATUS_UNAVAILABLE with cause and mend. */
    int (*probe)(struct error *err);
    /* As probe, and what answers is on this host's network, with `bridge` also has a bridge of its
     * own there; one of our own does. */
    int (*probe_network)(bool bridge, struct error *err);
    /* May this user have it make containers of an environment of this name? STATUS_UNAVAILABLE
     * otherwise; NULL: whoever reaches it may. */
    int (*suits_user)(const char *name, struct error *err);
    /* The one engine that all environments of a run share: the user's that answers, else one of our
     * own that ends with us. The first to hold it starts it, whoever finds it dead starts it again,
     * and the last to release it stops it. NULL on error. `network`: the namespace in which one of
     * our own runs; NULL: one of its own. */
    const struct docker_engine *(*hold)(const char *network, struct journal *journal,
                                        struct error *err);
    void (*release)(struct journal *journal);
    /* Likewise one of our own that gives containers a user namespace, whose root is nobody here, in
     * a network of its own; NULL: none can. */
    const struct docker_engine *(*hold_remapped)(struct journal *journal, struct error *err);
    void (*release_remapped)(struct journal *journal);
    /* The bridge of the engine that is held, or its usual one; "": none. */
    const char *(*bridge)(void);
    /* Facts for machine.json; NULL where it does not answer. */
    json_t *(*describe)(const struct docker_engine *engine);
};

/* STATUS_UNAVAILABLE: the engine is in a network, or a machine, of its own. */
int container_engine_is_apart(const struct container_engine *by, struct error *err);

/* Lists a container for `virtax clean`, before it is made, with the engine that is then current.
 * Returns its id in the journal, or -1. */
int container_list(const struct container_engine *by, const char *name, struct journal *journal,
                   struct error *err);

/* The image of the plan's binaries, "virtax:DIGEST" after their digests: built where the engine
 * does not have it yet. */
int container_image(const struct container_engine *by, const struct plan *plan, char *image,
                    size_t size, struct error *err);

/* The same on the root file system of the plan's services, "virtax-services:DIGEST"; that root is
 * imported as "virtax-root:DIGEST" first. */
int container_service_image(const struct container_engine *by, const struct plan *plan, char *image,
                            size_t size, struct error *err);

#endif
