/* run_request.h - what the user asked for, before anything is decided. */
#ifndef VIRTAX_RUN_REQUEST_H
#define VIRTAX_RUN_REQUEST_H

#include "guest/boot_choice.h"
#include "plan/plan.h"
#include "planning/medium_choice.h"

/* Runs one cell by itself, that of the first series in a plan's only block, with all that a run
 * makes for it, and takes all of that away. Returns what its kernel said, or NULL with an error
 * where it measured nothing; what a gate found is a warning of the plan. */
typedef json_t *try_cell(struct plan *plan, struct error *err);

struct run_request {
    struct words figures;
    struct words environments; /* -e; empty: each figure's own */
    unsigned rounds;           /* -r; 0: the profile's */
    double resolve;            /* --resolve, a share; 0: rounds decide */
    double budget_s;           /* --budget; 0: STOP_BUDGET_S */
    const char *profile;       /* -p */
    uint64_t seed;
    try_cell *try_cell;                  /* not for a dry run; planning itself measures nothing */
    bool dry_run;                        /* nothing is tried out that takes long */
    double margin;                       /* --margin */
    const char *reference;               /* the first series; NULL: each figure's own */
    bool aa;                             /* --aa: the reference once more, as its twin */
    const char *twin_suffix;             /* of the twin's name; NULL: "-2" */
    struct parameters twin_changes;      /* kernel parameters that the twin has otherwise */
    const char *interleave;              /* --interleave; NULL: the figure's */
    double slice_s;                      /* --slice; 0: the figure's */
    const char *accel;                   /* --accel */
    struct boot_request boot;            /* --image, --kernel, --initrd, --append */
    struct network_request network;      /* --link, --peer, --peer-address */
    struct medium_request wished_medium; /* --medium, --destroy-data */
    struct parameters overrides;         /* --set */
};

#endif
