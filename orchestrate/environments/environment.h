/* environment.h - where a kernel runs: one interface, one file for each implementation.
 *
 * The runner knows nothing else of native hosts, containers and guests. A new environment is a
 * new file and a line in the table of environments.h; a variant is a row in its file. */
#ifndef VIRTAX_ENVIRONMENT_H
#define VIRTAX_ENVIRONMENT_H

#include "base/project.h"
#include "container_engine.h"
#include "execution.h"
#include "lab/route.h"
#include "launch.h"
#include "plan/features.h"
#include "plan/plan.h"
#include "plan/plan_traits.h"

#include <jansson.h>

struct environment;
struct environment_type;

/* What all environments stand on. */
struct context {
    const char *accel;        /* "kvm" or "tcg"; NULL where no guest is planned */
    const struct plan *plan;  /* NULL while only probing */
    struct lab *lab;          /* NULL where no figure has a peer */
    struct environment *peer; /* likewise; the lab's namespace, or a machine reached by SSH */
    struct journal *journal;  /* likewise */
    struct medium *medium;    /* with the host outside of cells; NULL: no figure measures storage */
    const char *root;         /* of the /sys and /proc that tell its topology; "": this machine's */
};

struct environment {
    const struct environment_type *type;
    const struct context *context;
    const char *name;  /* "native", "docker", "kvm+pinning=on", "ssh:USER@HOST" */
    unsigned instance; /* which of its name, of those that are there at once */
    void *state;       /* of the implementation; NULL while it is down */
    unsigned seat;     /* which of the kernels that are there at once is being prepared; else 0 */
    unsigned member;   /* likewise of those of one cell (crowd.h) */
};

/* A name that -e takes, and what is known of it before anything is made. */
struct environment_type {
    const char *name;            /* one that ends in ":" takes an argument */
    const char *about;           /* one line for `virtax list` */
    struct plan_traits traits;   /* as plans keep them for each series */
    bool storage_only;           /* another way to a medium: nothing for figures without one */
    const char *storage_instead; /* those of its kind that get a medium, where it does not; NULL */
    const char *network_instead; /* what has a way to a peer, where it has none; NULL */
    /* Features of another type that its name stands for, "docker+network=host": who asks for these
     * gets this type, and who names it cannot ask for others of these features. NULL: none. */
    const char *also;
    /* What kernels need here otherwise than the figure has it, ended by a NULL key; NULL: nothing.
     */
    const struct parameter *changes;
    const struct container_engine *container_engine; /* that runs its containers; NULL: has none */
    const struct feature_table *features; /* "+KEY=LEVEL" may follow its name; NULL: nothing may */
    const void *variant; /* what tells it from others that do the same; theirs alone */
    const struct environment_hooks *does;
};

/* What an environment does; one set for all types that differ by their variants alone. */
struct environment_hooks {
    /* Can it run here? STATUS_UNAVAILABLE with cause and mend otherwise. Makes nothing. `boot` is
     * what guests would boot; NULL: the built image. */
    int (*probe)(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err);
    /* Can it run a series of a figure whose parameters are resolved? STATUS_UNAVAILABLE with cause
     * and mend otherwise; may be NULL: it can. */
    int (*suits)(const struct plan_figure *figure, size_t series, struct error *err);
    /* Can it be joined to a peer that is another machine? Likewise; asked where it has a way to a
     * peer. */
    int (*joins_elsewhere)(const struct environment_type *type, struct error *err);
    /* Asks a throw-away one of it for the engine that the figure's kernel would choose there; NULL:
     * the same as on the host, or as good as a guest's kernel has. */
    int (*engine)(const struct environment_type *type, const struct plan *plan,
                  const struct plan_figure *figure, struct engine_answer *answer,
                  struct error *err);
    /* Tells in the plan what `engine`, on which a figure's environments agreed, means for it; may
     * be NULL. */
    void (*engine_agreed)(const struct environment_type *type, const struct plan_figure *figure,
                          const char *engine, struct plan *plan);
    /* As environment_foresee, of what no feature can judge for itself; may be NULL. */
    int (*foresee)(const struct environment_type *type, const char *name,
                   const struct plan_figure *figure, struct plan *plan, struct error *err);
    /* Sets off what takes long in `up`, which waits for it; NULL: nothing does. 1: it goes on by
     * itself; 0: there was nothing to do. On failure it is down. */
    int (*start)(struct environment *environment, const struct plan_figure *figure,
                 struct error *err);
    /* Makes it ready for a figure's cells and puts the figure's kernel there. */
    int (*up)(struct environment *environment, const struct plan_figure *figure, struct error *err);
    /* Makes ready to run the figure's kernel with these arguments; a figure's storage medium is
     * then at the path that it has on the host. `input`: the kernel is given something on its
     * stdin. The launch is the caller's to free, also after an error. */
    int (*prepare)(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err);
    /* Where a cell is not one command: runs the kernel, instead of prepare. As environment_exec. */
    int (*exec)(struct environment *environment, const struct plan_figure *figure,
                const char *const *arguments, struct execution *execution, struct error *err);
    /* The services' root file system as processes there see it; NULL: it is their own. */
    struct path (*service_root)(const struct environment *environment);
    /* How it is joined to the peer, once it is up, where it has a way to one. */
    int (*route)(struct environment *environment, struct route *route, struct error *err);
    /* After a cell, whatever came of it: notes in the execution what the environment was, lets a
     * guest take no more time, gives the medium back to the host, and removes what still runs
     * (`running`: its command was ended). May be NULL. */
    int (*settle)(struct environment *environment, struct execution *execution, bool running,
                  struct error *err);
    /* Halts it, or lets it go on, while others work in slices; NULL: it takes nothing when idle. */
    int (*rest)(struct environment *environment, bool rests, struct error *err);
    /* Who starts a kernel there waits for `up` as well: it starts the machine. */
    bool up_is_start;
    /* Bytes on this host's disk that are there once for all that start in it: an image with its
     * layers, a guest's disk and Linux kernel. NAN: not told. NULL: a host's own program starts a
     * file of the host's. */
    double (*image_bytes)(const struct environment *environment, const struct plan_figure *figure);
    /* Unmakes what up made; safe on what is down. */
    void (*down)(struct environment *environment);
    /* Facts for machine.json (engine, QEMU's argv, image digest) of what is up; may be NULL. */
    json_t *(*describe)(const struct environment *environment);
};

/* The kernel of a figure that runs in this environment: on the peer the figure's own, elsewhere
 * plan_kernel_there(). */
const char *environment_kernel(const struct environment *environment,
                               const struct plan_figure *figure);

/* The CPUs of this host on which a figure's cells run in the environment, its hypervisor included.
 * False where they run on another machine. */
bool environment_cpus(const struct environment *environment, const struct plan_figure *figure,
                      struct cpu_set *cpus);

/* What an environment that is up takes of this host's disk for the figure before anything starts in
 * it: what its image_bytes tells, or the kernel's file. NAN: not told. */
double environment_image_bytes(const struct environment *environment,
                               const struct plan_figure *figure);

/* After a cell that ended with `status`: settles the environment. Returns the cell's status, or
 * that of the settling where the cell went well. */
int environment_settle(struct environment *environment, struct execution *execution, int status,
                       struct error *err);

/* Runs the figure's kernel in an environment that is up, and settles it. A kernel that fails is no
 * error here: see execution->process. */
int environment_exec(struct environment *environment, const struct plan_figure *figure,
                     const char *const *arguments, struct execution *execution, struct error *err);

/* Judges the levels that a name asks for, and whatever else the type foresees, for a figure of a
 * plan whose accelerator is chosen: the plan warns of what this host cannot give;
 * STATUS_UNAVAILABLE with the cause where the name itself asks for it. */
int environment_foresee(const struct environment_type *type, const char *name,
                        const struct plan_figure *figure, struct plan *plan, struct error *err);

/* The same in the plan's words: a warning for each entry of `left_out` (features.h). */
void environment_warn_left_out(struct plan *plan, const char *name, const json_t *left_out);

/* Whether "+KEY=LEVEL" may follow the type's name. */
bool environment_has_features(const struct environment_type *type);

/* The levels of an environment's name, without what this host cannot give. */
int environment_features(const struct environment *environment, struct features *features,
                         struct error *err);

/* The traits of a series of that name, which the type's environment of that name produces: what has
 * a name of its own has no colour of its own. */
struct plan_traits environment_traits(const struct environment_type *type, const char *series);

#endif
