/* plan_medium.h - the storage that a run's figures measure on: where it is, and how large.
 *
 * One medium serves all figures and environments of a run. Its size is fixed in the plan; a device
 * that is to lose its data is not: whoever goes on with a run has to name it again. */
#ifndef VIRTAX_PLAN_MEDIUM_H
#define VIRTAX_PLAN_MEDIUM_H

#include "common/error.h"

#include <jansson.h>
#include <stdint.h>

struct plan_medium {
    char *where;        /* an absolute path, maybe after "loop:" or "files:"; NULL: none */
    uint64_t size;      /* bytes */
    char *destroy_data; /* as the user named it in this call; never in plan.json */
};

void plan_medium_free(struct plan_medium *medium);

/* The member "medium" of plan.json: null where there is none. */
json_t *plan_medium_json(const struct plan_medium *medium);
int plan_medium_take(const json_t *plan, struct plan_medium *medium, struct error *err);

#endif
