/* docker_engine.h - the Docker daemon that answers, or a private one for the run; and the image. */
#ifndef VIRTAX_DOCKER_ENGINE_H
#define VIRTAX_DOCKER_ENGINE_H

#include "base/journal.h"
#include "base/process.h"
#include "plan/plan.h"

#include <jansson.h>
#include <net/if.h>

struct docker_engine {
    struct process_child wrapper; /* container/with-daemon; pid 0: the user's own daemon answers */
    int process_id, directory_id; /* in the journal; -1: none */
    char host[512];               /* DOCKER_HOST of the private daemon; "" for the user's own */
    char bridge[IFNAMSIZ];        /* interface of its network "bridge"; "" where there is none */
    bool apart;                   /* its "host" network is not this host's: rootless, or in a VM */
    char *host_before;            /* DOCKER_HOST outside of it; NULL: none */
    int daemon_pid;               /* 0 where it cannot be told (a remote engine) */
};

/* A program that runs containers, with Docker's words for it. */
struct container_engine {
    const char *command;      /* its client: `run`, `rm`, `image inspect` */
    const char *journal_kind; /* of its containers, for `virtax clean` */
    json_t *(*describe)(const struct docker_engine *engine);
};
extern const struct container_engine docker_containers;

/* A daemon answers, or a private one can be started: else STATUS_UNAVAILABLE with cause and mend.
 */
int docker_engine_probe(struct error *err);

/* As docker_engine_probe, and the engine that answers has a bridge network; a private one does. */
int docker_engine_probe_bridge(struct error *err);

/* A private one can be started, whether or not a daemon answers: likewise. */
int docker_engine_probe_private(struct error *err);

/* True where `docker version` gets an answer from a daemon; its version in text[64]. */
bool docker_engine_answers(char text[64], struct error *err);

/* The one engine that all environments of a run share: the daemon that answers (DOCKER_HOST
 * honoured), else a private one that ends with us, for which DOCKER_HOST is set. The first to hold
 * it starts it, whoever finds it dead starts it again, and the last to release it stops it. NULL on
 * error. `network`: the namespace in which a private one runs; NULL: one of its own. */
const struct docker_engine *docker_engine_hold(const char *network, struct journal *journal,
                                               struct error *err);
void docker_engine_release(struct journal *journal);

/* The bridge of the engine that is held; Docker's usual one where none is. */
const char *docker_engine_bridge(void);

/* A private daemon of its own, "vtx-PID-NAME", with its images and layers below `data_root`, in the
 * namespace `network` (NULL: one of its own; two in one would share a bridge): DOCKER_HOST means it
 * until it is stopped. */
int docker_engine_start_private(struct docker_engine *engine, const char *name,
                                const char *data_root, const char *network, struct journal *journal,
                                struct error *err);
void docker_engine_stop_private(struct docker_engine *engine, struct journal *journal);

/* CPU-seconds of the daemon so far; NAN where unknown. */
double docker_engine_cpu_s(const struct docker_engine *engine);

/* The image of the plan's binaries, "virtax:DIGEST" after their digests: built where the engine
 * does not have it yet. */
int docker_image(const struct plan *plan, char *image, size_t size, struct error *err);

#endif
