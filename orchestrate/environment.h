/* environment.h - where a kernel runs: one interface, one file for each implementation.
 *
 * The runner knows nothing else of native hosts, containers and guests. A new environment is a
 * new file and a line in the table of environment.c. */
#ifndef VIRTAX_ENVIRONMENT_H
#define VIRTAX_ENVIRONMENT_H

#include "journal.h"
#include "plan.h"
#include "process.h"

/* What an environment stands on; filled by the run verb, the same for all. */
struct context {
    const char *root;       /* of the project: build/, container/, vm/ are below it */
    const char *accel_wish; /* --accel */
    const char *accel;      /* "kvm" or "tcg", once resolved; NULL before */
    struct journal *journal; /* NULL while only probing */
};

struct environment {
    const struct environment_type *type;
    const struct context *context;
    const char *name; /* "native", "docker", "kvm", "ssh:USER@HOST" */
    void *state;      /* of the implementation */
};

/* One execution of a kernel. */
struct execution {
    struct process_result process;
    bool began, ended;     /* the kernel's marks were seen */
    double marked_s;       /* host seconds between them */
    double host_cpu_s;     /* of the whole host between them; NAN where not seen */
    double softirq_cpu_s;  /* part of it */
    double vmm_cpu_s;      /* QEMU between the marks; NAN where there is none */
    int boot;              /* ordinal of the guest boot that it ran in; 0 for none */
};

struct environment_type {
    const char *name;  /* as -e takes it; a trailing ":" takes an argument */
    const char *about; /* one line for list */
    bool by_default_runnable_everywhere;

    /* Can it run here? STATUS_UNAVAILABLE with cause and mend otherwise. Makes nothing. */
    int (*probe)(const struct context *context, const char *name, struct error *err);
    /* Makes it ready for a figure's cells; puts the kernel there. */
    int (*up)(struct environment *environment, const struct plan_figure *figure, struct error *err);
    /* Runs the kernel with the figure's parameters. A kernel that fails is no error: see process. */
    int (*exec)(struct environment *environment, const struct plan_figure *figure,
                const char *const *arguments, struct execution *execution, struct error *err);
    /* Unmakes what up made; safe where up failed. */
    void (*down)(struct environment *environment);
    /* Facts for machine.json (engine, QEMU's argv, image digest); may be NULL. */
    json_t *(*describe)(const struct environment *environment);
};

/* The type of a name, or NULL with a usage error that names the closest. */
const struct environment_type *environment_type(const char *name, struct error *err);

/* All types, for list; terminated by NULL. */
extern const struct environment_type *const environment_types[];

#endif
