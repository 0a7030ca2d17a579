/* plan.h - everything that a run is going to do, fixed before the first measurement.
 *
 * A block is (figure, swept x, round) and holds every series once; a cell is one series in one
 * block. plan.json (schema "virtax-plan/1") is this structure, written and synced before anything
 * is measured; resume and report read it and nothing else. */
#ifndef VIRTAX_PLAN_H
#define VIRTAX_PLAN_H

#include "common/error.h"
#include "figure.h"
#include "plan_boot.h"
#include "plan_layout.h"
#include "plan_medium.h"
#include "plan_services.h"
#include "plan_shares.h"
#include "plan_stop.h"
#include "plan_traits.h"
#include "yields.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A series: its name in results, and the environment that produces it ("native-2" is produced by
 * "native"). In a factor study some series are compared with a baseline as well. */
struct plan_series {
    char *name;
    char *environment;
    struct parameters parameters; /* kernel parameters that differ from the figure's */
    struct plan_traits traits;
    char *effect; /* what it changes: "cpu-model=host"; "" in the baseline, NULL outside a study */
    char *treatment; /* what is done to it alone while its cells run (treatment.h); NULL: nothing */
};

/* Rounds of a figure. */
enum { PLAN_ROUNDS_MOST = 1000 };

struct plan_figure {
    char *name, *title, *kernel, *metric, *unit, *axis, *chart, *paper; /* paper may be NULL */
    char *view_of; /* the figure of the plan whose cells it shows; NULL: it has cells of its own */
    char *against; /* the metric that its lines stand over (figure.h); NULL: what is swept */
    enum right_axis right; /* what the right axis of its lines has */
    char *service;         /* the server that its kernel loads, in every environment; NULL: none */
    char *cpus;            /* CPU list of the host that every series runs on */
    char *memory_nodes;    /* NUMA nodes that its memory may come from */
    enum role role;        /* of every series; their peer is on other CPUs of this host: */
    char *peer_cpus;       /* NULL where there is no peer */
    json_t *yields;        /* what its kernel yields: yields.h */
    struct words results;
    size_t series_count;
    struct plan_series *series; /* the first is the reference of every ratio */
    char *sweep_key;            /* NULL without a [sweep] */
    struct words sweep_values;  /* none where one kernel run yields every x: sweep.h */
    struct words sweep_sets;
    struct plan_shares shares;    /* of the swept values, where they are loads */
    struct parameters parameters; /* every effective kernel parameter, resolved; line unused */
    unsigned guest_vcpus;
    uint64_t guest_memory;
    uint64_t medium_bytes; /* bytes of storage that it measures on; 0: none */
    bool engine_is_open;   /* while planning: its environments have a say in its engine */
    unsigned rounds;
    enum boot_policy boots;
    double cell_timeout_s;
    enum interleave interleave;
    double slice_s; /* 0: chosen while measuring */
};

struct plan_block {
    size_t figure;
    int x;          /* index into sweep_values, -1 without a sweep */
    unsigned round; /* from 1 */
    size_t *order;  /* series indices in running order */
    struct plan_layout layout;
};

/* A gate declared before measuring; a record that fails one is invalid, unless that only warns. */
struct plan_gate {
    char *name;
    double limit; /* NAN where the gate has no number */
    bool warns;
};

/* A kernel setting that is made equal everywhere (path below /proc/sys or /sys, wanted value). */
struct plan_setting {
    char *path;
    char *value;
};

struct plan_binary {
    char *kernel;
    char *sha256;
};

/* The margin of plans that tell none. */
#define PLAN_MARGIN 0.01

struct plan {
    char *version; /* of virtax */
    char *created; /* UTC, ISO 8601 */
    char *profile;
    char *accel;           /* "kvm", "tcg", or NULL where no guest is planned */
    struct plan_boot boot; /* what guests boot */
    char *guest_image;     /* digest of the built image's recipe; NULL: nothing boots it */
    struct plan_network network;
    struct plan_medium planned_medium;
    struct plan_services services;
    struct parameters overrides; /* --set as the user gave it; line unused */
    uint64_t seed;
    double margin; /* differences within this share count as none: docs/method.md, words; 0: there
                      is no such share */
    struct plan_stop stop;
    size_t figure_count;
    struct plan_figure *figure;
    size_t block_count;
    struct plan_block *block;
    size_t gate_count;
    struct plan_gate *gate;
    size_t setting_count;
    struct plan_setting *setting;
    size_t binary_count;
    struct plan_binary *binary;
    size_t missing; /* environments that the user named and that cannot run here */
    size_t warning_count;
    char **warning; /* what the report must say: environments left out and why, emulation ... */
};

/* A copy of the text, or NULL for NULL; for filling a plan. NULL also when memory is short. */
char *plan_copy(const char *text);

/* Appends a warning (printf-like). */
void plan_warn(struct plan *plan, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, unless it is said already. */
void plan_warn_once(struct plan *plan, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

json_t *plan_to_json(const struct plan *plan);
int plan_from_json(const json_t *json, struct plan *plan, struct error *err);

/* The plan as JSON that plan_from_json was seen to take: what is measured must not be lost on who
 * reads it. NULL with a usage error, since it is the request that makes such plans. */
json_t *plan_checked_json(const struct plan *plan, struct error *err);
void plan_free(struct plan *plan);

/* Frees the blocks alone: they are about to be made anew. */
void plan_free_blocks(struct plan *plan);

/* Appends a series. */
int plan_add_series(struct plan_figure *figure, const char *name, const char *environment,
                    struct error *err);

/* Frees what a figure or a series holds. */
void plan_figure_free(struct plan_figure *figure);
void plan_series_free(struct plan_series *series);

/* Appends a view of a figure, which differs from it in nothing yet but its name: its texts and
 * results are the caller's to change. NULL where memory is short. */
struct plan_figure *plan_add_view(struct plan *plan, size_t figure, const char *name,
                                  struct error *err);

/* The index of the figure, or of the figure's series, of that name; -1: there is none. */
int plan_figure_index(const struct plan *plan, const char *name);
int plan_series_index(const struct plan_figure *figure, const char *name);

/* The sha256 of a kernel's binary; NULL: not in the plan. */
const char *plan_binary_sha256(const struct plan *plan, const char *kernel);

/* Is its kernel the peer's, which loads the service of an environment? A kernel that is one of many
 * keeps a service itself. */
bool plan_loads_service(const struct plan_figure *figure);

/* The kernel that runs in a figure's environments: its own, or the one that starts its service,
 * where its own is the peer's. */
const char *plan_kernel_there(const struct plan_figure *figure);

/* How long a kernel of a figure may be there: in slices it waits for those of all series. */
double plan_process_timeout_s(const struct plan_figure *figure);

/* Is it a guest whose processors are software (QEMU's TCG)? */
bool plan_is_emulated(const struct plan *plan, const struct plan_series *series);

/* The first figure whose kernels talk to a peer, or NULL. */
const struct plan_figure *plan_first_with_peer(const struct plan *plan);

/* The series that a study's effects are measured against, or -1. */
int plan_baseline(const struct plan_figure *figure);

/* The id of a cell: "fig02/native/r1", with a sweep "fig08/threads=4/native/r1", with
 * points "fig08/TCP_RR/native/r1". */
const char *plan_cell_id(const struct plan *plan, const struct plan_block *block, size_t series,
                         char *buffer, size_t size);

/* The text of --dry-run: series, parameters, seed, then one line per block in order. */
void plan_print(const struct plan *plan, FILE *out);

#endif
