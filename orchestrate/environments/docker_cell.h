/* docker_cell.h - the containers of one environment: their engine, image and names, and the command
 * that runs a kernel in one of them. */
#ifndef VIRTAX_DOCKER_CELL_H
#define VIRTAX_DOCKER_CELL_H

#include "base/argv.h"
#include "common/topology.h"
#include "container_engine.h"
#include "docker_engine.h"
#include "environment.h"

enum { DOCKER_CONTAINERS = TOPOLOGY_MAX_NODES };

/* What of a container can be tuned; applied to the options of the engine's `run`, a struct argv. */
extern const struct feature_table container_features;

/* A container that each cell in turn makes under this name. */
struct docker_container {
    char name[64];
    int journal_id;      /* -1: not listed */
    struct path id_file; /* where the engine writes its ID; "": nobody looks at it */
    int file_id;         /* in the journal, where there is one */
};

/* What tells a cell's engine and containers from others. */
struct docker_choice {
    const char *name;                   /* of its containers, after "vtx-PID-" */
    unsigned instance;                  /* of the environment, which has as many */
    size_t count;                       /* of them */
    const struct docker_engine *engine; /* one that the caller has started, and ends after closing;
                                           NULL: a shared one, held until then */
    bool remapped;                      /* the shared one that gives them a user namespace */
    json_t *features; /* levels that are looked at while a kernel works (features_asked), a new
                         reference; NULL: none */
};

struct docker_cell {
    const struct container_engine *by;
    const struct docker_engine *engine;
    void (*release)(struct journal *journal); /* the shared engine; NULL: it is the caller's */
    json_t *features;                         /* as docker_choice has them */
    bool default_refuses_io_uring;            /* the engine's filter, as far as is known */
    bool no_cpuset;         /* containers may run on all CPUs, and use all nodes */
    char image[64];         /* virtax:DIGEST */
    char service_image[64]; /* the same on the services' root; "": the plan has no service */
    const char *network;    /* of --network; NULL: the engine's default, a bridge with NAT */
    struct argv options;    /* of `docker run` besides those of all */
    size_t before;          /* containers that others of its name have */
    size_t count;
    struct docker_container *container;
};

/* Has the image of the plan's binaries, and lists the containers in the journal: "vtx-PID-NAME",
 * from the second on "vtx-PID-NAME-2" and so forth; what a name cannot hold is '-' in it. NULL on
 * error. */
struct docker_cell *docker_cell_open(const struct container_engine *by,
                                     const struct docker_choice *choice,
                                     const struct context *context, struct error *err);

/* Removes what of the containers is left and releases the engine; NULL is allowed. */
void docker_cell_close(struct docker_cell *cell, const struct context *context);

/* Its containers have a directory of the host at the same path. */
void docker_cell_mount(struct docker_cell *cell, const char *directory);

/* Makes ready to run a figure's kernel in the container of the environment's member, which is
 * listed where it is not yet, as environment_type's prepare; on a bridge a server's port is
 * published where the peer will ask it. */
int docker_cell_prepare(struct docker_cell *cell, const struct environment *environment,
                        const struct plan_figure *figure, bool input, const char *const *arguments,
                        struct launch *launch, struct error *err);

/* environment_type's route of a container: the host's own wire, or its engine's bridge. */
int docker_cell_route(const struct docker_cell *cell, const struct environment *environment,
                      struct route *route, struct error *err);

/* environment_type's joins_elsewhere: only with an engine that answers on the host's network. */
int docker_joins_elsewhere(const struct environment_type *type, struct error *err);

/* Removes containers whose clients were ended: those go on until then. Also after Ctrl-C. */
void docker_cell_remove(const struct docker_cell *cell);

/* What the engine is, the image's name and its ID, the digest of what it holds, and
 * how many layers that has. */
json_t *docker_cell_describe(const struct docker_cell *cell);

/* The seccomp profile that holds in them: ours, or what the daemon says of its own ("default",
 * "builtin", a path); "none" where it has none, NULL where it does not say. `facts`: as
 * docker_cell_describe tells. */
json_t *docker_cell_seccomp(const struct docker_cell *cell, const json_t *facts);

/* environment_type's describe, where the state is a struct docker_cell. */
json_t *docker_environment_describe(const struct environment *environment);

/* The daemon's part of the CPU time, as a struct meters wants it; `cell` is a struct docker_cell.
 */
double docker_cell_daemon_cpu_s(void *cell);

/* What of a container differs from cell to cell. */
struct docker_wish {
    const char *image, *kernel;
    const char *cpus, *nodes;     /* lists: of CPUs, and of the nodes that its memory comes from */
    bool input;                   /* stdin is passed on */
    const char *publish;          /* ADDRESS:PORT of the host for the same port in it, TCP and UDP;
                                     NULL: none */
    const struct argv *arguments; /* of the kernel */
};

/* Adds the command that runs a kernel of an image in the i-th container with the scrubbed
 * environment. */
void docker_run(struct argv *argv, const struct docker_cell *cell, size_t i,
                const struct docker_wish *wish);

/* environment_type's engine, of a container with its engine's default profile; asked once. With a
 * journal of its own for the time of asking: a private daemon may have to be started. */
int docker_ask_engine(const struct environment_type *type, const struct plan *plan,
                      const struct plan_figure *figure, struct engine_answer *answer,
                      struct error *err);

/* The same by a runtime that is named, whose answer is kept in `asked`. */
int docker_ask_runtime(const struct environment_type *type, const char *runtime,
                       struct engine_answer *asked, const struct plan *plan,
                       const struct plan_figure *figure, struct error *err);

#endif
