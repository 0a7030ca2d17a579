/* docker_engine.h - the Docker daemon that answers, or a private one for the run. */
#ifndef VIRTAX_DOCKER_ENGINE_H
#define VIRTAX_DOCKER_ENGINE_H

#include "base/process.h"
#include "container_engine.h"

#include <net/if.h>

struct docker_engine {
    struct process_child wrapper; /* container/with-daemon; pid 0: the user's own daemon answers */
    int process_id, directory_id; /* in the journal; -1: none */
    char host[512];               /* DOCKER_HOST of the private daemon; "" for the user's own */
    char bridge[IFNAMSIZ];        /* interface of its network "bridge"; "" where there is none */
    bool apart;                   /* its "host" network is not this host's: rootless, or in a VM */
    int daemon_pid;               /* 0 where it cannot be told (a remote engine) */
};

/* One that is not there. */
extern const struct docker_engine docker_engine_none;

/* The interface of the network that containers are on by default, "" where there is none; an engine
 * started with --bridge=none has none. */
void docker_engine_find_bridge(char bridge[IFNAMSIZ]);

/* Docker's row. */
extern const struct container_engine docker_containers;

/* A private one can be started, whether or not a daemon answers: else STATUS_UNAVAILABLE with cause
 * and mend. */
int docker_engine_probe_private(struct error *err);

/* The version of what answers, or of the daemon that would be started; STATUS_UNAVAILABLE where
 * there is neither. */
int docker_engine_version(char version[64], struct error *err);

/* The names of its runtimes, "crun runc runsc": likewise. Free it; NULL on error. */
char *docker_engine_runtimes(struct error *err);

struct docker_private {
    const char *name;      /* "vtx-PID-NAME" */
    const char *data_root; /* images and layers are below it; NULL: build/docker */
    const char *network;   /* namespace; NULL: one of its own; two in one would share a bridge */
    bool remapped;         /* root in its containers is an unprivileged user of this host */
};

/* A private daemon of its own. */
int docker_engine_start_private(struct docker_engine *engine, const struct docker_private *wanted,
                                struct journal *journal, struct error *err);
void docker_engine_stop_private(struct docker_engine *engine, struct journal *journal);

/* From now on `docker` commands mean this one: several may be there at once. One that is started is
 * meant, and when one is stopped the user's. */
void docker_engine_use(const struct docker_engine *engine);

/* CPU-seconds of the daemon so far; NAN where unknown. */
double docker_engine_cpu_s(const struct docker_engine *engine);

#endif
