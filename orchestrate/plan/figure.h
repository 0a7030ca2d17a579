/* figure.h - one figure's definition: what is measured, read from data/figures/NAME.ini.
 *
 * The file is INI, like a fio job file: [figure], [guest], [parameters], optional [sweep] or
 * [points], optional [factors], and one section for each profile (quick, standard, paper). Lines
 * are "key = value";
 * "#" and ";" start comments at the beginning of a line. Every error names file, line and field. */
#ifndef VIRTAX_FIGURE_H
#define VIRTAX_FIGURE_H

#include "base/words.h"
#include "common/error.h"
#include "plan_network.h"

#include <stddef.h>
#include <stdint.h>

/* "against": CPU time of the system under test, as a share of its CPUs. */
#define FIGURE_UTILISATION "utilisation"

/* "medium = auto": as large as its kernel's files need (plan_medium.h). */
#define FIGURE_MEDIUM_AUTO UINT64_MAX

enum figure_scope {
    SCOPE_SOCKET,  /* the CPUs of one socket, its local memory */
    SCOPE_MACHINE, /* all CPUs, memory interleaved over the nodes */
};

enum boot_policy {
    BOOT_ONCE,  /* one guest boot for each guest shape, stopped between its cells */
    BOOT_BLOCK, /* a fresh boot for each block, shut down after its cell */
};
extern const char *const boot_names[]; /* "once", "block", ended by NULL */

/* How the series of a block take turns. */
enum interleave {
    INTERLEAVE_SLICES, /* all are there at once and work in many short slices */
    INTERLEAVE_CELLS,  /* one after the other, each for its whole time */
};
extern const char *const interleave_names[]; /* "slices", "cells", ended by NULL */

/* What the right axis of a chart of lines has. */
enum right_axis {
    RIGHT_NONE,
    RIGHT_OVERHEAD, /* of each series against the reference, as the table has it */
};
extern const char *const right_names[]; /* "none", "overhead", ended by NULL */

/* What a profile sets: [quick], [standard], [paper]. Its other keys are kernel parameters that
 * override those of [parameters]. */
struct profile {
    char *name;
    unsigned rounds;        /* "rounds", 1 to 1000 */
    enum boot_policy boots; /* "boots = once|block" */
    double cell_timeout_s;  /* "cell-timeout"; default 600 s */
    uint64_t guest_memory;  /* "guest-memory"; 0: as [guest] */
    struct words values;    /* "values": instead of those of [sweep]; none: those */
    struct parameters parameters;
};

struct figure {
    char *path; /* of the definition */
    char *name; /* "fig02"; equals the file's name without .ini */
    char *title;
    char *kernel;               /* name under build/bin */
    char *service;              /* "service": the server that it loads (`serve NAME`), or NULL */
    char *metric;               /* of the kernel's results that the figure draws */
    char *unit;                 /* of that metric */
    char *axis;                 /* label of the y axis, e.g. "bandwidth" */
    struct words results;       /* the kernel's x values to draw, in order; "-" there is "" here,
                                   and of "send|receive" the one that there is */
    struct words environments;  /* default series, in display order; the first is the reference */
    enum figure_scope scope;    /* "scope = socket|machine" */
    unsigned nodes;             /* NUMA nodes that it needs; default 1 */
    enum role role;             /* "role = client|server" of the system under test; default alone */
    enum interleave interleave; /* "interleave = slices|cells"; slices only where all series can */
    double slice_s; /* "slice": of each slice; 0: chosen while measuring, docs/method.md */
    char *chart;    /* "bars" (results on x), "lines" (sweep on x), "cdf" (of latencies) or
                       "paths" (to a storage medium), "forest" (ratios, a row for each result) */
    char *view_of;  /* "of": another definition, whose cells it shows otherwise; NULL: its own. All
                       but  [figure] is then that one's */
    char *measured; /* path of that other definition; NULL: it has cells of its own */
    char *against;  /* "against": lines stand over another metric than what is swept:
                       FIGURE_UTILISATION  or one of the kernel's; NULL: over what is swept */
    enum right_axis right;     /* "right = none|overhead" */
    char *paper;               /* name under which data/paper holds the report's numbers, or NULL */
    uint64_t medium_bytes;     /* bytes of storage that it measures on, FIGURE_MEDIUM_AUTO, or 0 */
    unsigned guest_vcpus;      /* [guest] vcpus; 0 ("auto"): as many as the figure's CPUs */
    uint64_t guest_memory;     /* [guest] memory, bytes */
    char *sweep_key;           /* [sweep] key: a kernel parameter, or NULL */
    struct words sweep_values; /* [sweep] values, or the names of [points] */
    char *share_of;            /* [sweep] share-of: the values are shares ("10%") of what the
                                  reference can do by this metric; NULL: they are values */
    struct words sweep_sets;   /* of each of the [points]: "KEY=VALUE KEY=VALUE" */
    char *study_environment;   /* [factors] environment: what a study varies, or NULL */
    struct parameters factors; /* its other keys; values "LEVEL LEVEL...", the baseline's first */
    struct parameters parameters;
    struct parameters given;       /* [figure] as it is written, with its lines */
    struct parameters given_sweep; /* [sweep] likewise */
    size_t profile_count;
    struct profile profile[8];
};

/* Reads one definition. Refused, with "FILE:LINE: FIELD: cause": unknown sections and keys (naming
 * the closest), missing or empty required keys, duplicate keys, numbers out of range, lines that
 * are neither. Keys of kernel parameters cannot be judged here: the plan asks the kernel. */
int figure_read(const char *path, struct figure *figure, struct error *err);
void figure_free(struct figure *figure);

/* Refuses words, names of figures or paths of definitions, of which two have one name: their cells
 * would take each other's records. STATUS_USAGE. */
int figure_names_differ(const struct words *figures, struct error *err);

/* All names in `directory` (files *.ini) in ascending order; free each and the array. */
int figure_list(const char *directory, char ***names, size_t *count, struct error *err);

/* The profile of that name, or NULL with a usage error that names the closest. */
const struct profile *figure_profile(const struct figure *figure, const char *name,
                                     struct error *err);

#endif
