/* cell_record.h - the record of a cell (schema "virtax-record/1"): what its kernel said, what was
 * seen of it from outside, and what the gates find. */
#ifndef VIRTAX_CELL_RECORD_H
#define VIRTAX_CELL_RECORD_H

#include "common/cgroup.h"
#include "environments/environment.h"
#include "plan/plan.h"

#include <jansson.h>

struct cell {
    const struct plan *plan;
    const struct plan_block *block;
    size_t series;
    unsigned position; /* within the block, from 1 */
};

/* What this host does to a cell while it runs: its limits, who is stopped and who is killed. */
struct cell_watch {
    struct cgroup groups;
    int64_t kills;
};
void cell_watch_begin(struct cell_watch *watch);
void cell_watch_end(const struct cell_watch *watch, struct execution *execution);

/* The record of a cell whose kernel was run with these parameters. `failed`: why it could not be
 * run to its end, or NULL; such a record is not valid. NULL where memory is short. */
json_t *cell_record(const struct cell *cell, const struct environment *environment,
                    const struct parameters *parameters, const struct execution *execution,
                    const struct error *failed, struct error *err);

/* The record of a cell whose environment could not be brought up. */
json_t *cell_failed(const struct cell *cell, const char *why, struct error *err);

#endif
