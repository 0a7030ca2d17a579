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

/* Docker's row. */
extern const struct container_engine docker_containers;

/* A private one can be started, whether or not a daemon answers: else STATUS_UNAVAILABLE with cause
 * and mend. */
int docker_engine_probe_private(struct error *err);

/* A private daemon of its own, "vtx-PID-NAME", with its images and layers below `data_root`, in the
 * namespace `network` (NULL: one of its own; two in one would share a bridge). */
int docker_engine_start_private(struct docker_engine *engine, const char *name,
                                const char *data_root, const char *network, struct journal *journal,
                                struct error *err);
void docker_engine_stop_private(struct docker_engine *engine, struct journal *journal);

/* From now on `docker` commands mean this one: several may be there at once. One that is started is
 * meant, and when one is stopped the user's. */
void docker_engine_use(const struct docker_engine *engine);

/* CPU-seconds of the daemon so far; NAN where unknown. */
double docker_engine_cpu_s(const struct docker_engine *engine);

#endif
