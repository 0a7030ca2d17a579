/* plan_medium.h - the storage that a run's figures measure on: where it is, and how large.
 *
 * One medium serves all figures and environments of a run. Its size is fixed in the plan; a device
 * that is to lose its data is not: whoever goes on with a run has to name it again. */
#ifndef VIRTAX_PLAN_MEDIUM_H
#define VIRTAX_PLAN_MEDIUM_H

#include "harness/error.h"

#include <jansson.h>
#include <stdint.h>

struct environment_type;
struct figure;
struct medium_spec;
struct plan;
struct plan_figure;

/* --medium and --destroy-data as the user gave them; NULL: not. */
struct medium_request {
    const char *where, *destroy_data;
};

struct plan_medium {
    char *where;        /* an absolute path, maybe after "loop:" or "files:"; NULL: none */
    uint64_t size;      /* bytes */
    char *destroy_data; /* as the user named it in this call; never in plan.json */
};

/* Checks the request: STATUS_USAGE for what cannot be a medium, holds data or is in use. Without
 * one it is a file below a loop device, in /var/tmp. plan_medium_free in every case. */
int plan_medium_choose(const struct medium_request *request, struct plan_medium *medium,
                       struct error *err);

/* Fills planned->medium from the definition. "auto" is four times the kernel's --size: one for the
 * file that host, volumes and guests share, one for a container's layer, the rest for a disk image
 * that holds one, and for their tables. STATUS_UNAVAILABLE where we may not make a medium. */
int plan_medium_size(const struct figure *figure, struct plan_figure *planned,
                     const struct plan_medium *medium, struct error *err);

/* Can an environment of that type run the figure on it? STATUS_UNAVAILABLE otherwise. */
int plan_medium_suits(const struct plan_medium *medium, const struct plan_figure *planned,
                      const struct environment_type *type, struct error *err);

/* Once all figures are there: as large as their files together need, or none. STATUS_USAGE where a
 * medium was named and no figure has any use for it, or is too small for them. */
int plan_medium_settle(const struct medium_request *request, struct plan *plan, struct error *err);

/* How large a disk image on it is: a file, and what its file system needs. */
uint64_t plan_medium_image(const struct plan_medium *medium);

/* For medium_open; borrows its texts. */
int plan_medium_spec(const struct plan_medium *medium, struct medium_spec *spec, struct error *err);

void plan_medium_free(struct plan_medium *medium);

/* The member "medium" of plan.json: null where there is none. */
json_t *plan_medium_json(const struct plan_medium *medium);
int plan_medium_take(const json_t *plan, struct plan_medium *medium, struct error *err);

#endif
