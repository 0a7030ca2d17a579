/* cell.h - one cell: a kernel run in one environment, made into a record. */
#ifndef VIRTAX_CELL_H
#define VIRTAX_CELL_H

#include "environments/environment.h"
#include "plan/plan.h"

#include <jansson.h>

struct cell {
    const struct plan *plan;
    const struct plan_block *block;
    size_t series;
    unsigned position; /* within the block, from 1 */
};

/* Runs the cell in an environment that is up and returns its record (schema "virtax-record/1"). A
 * kernel that crashes, hangs or fails its check, and an environment that fails, give a record that
 * says so and is not valid. NULL only on an interrupt or where memory is short. */
json_t *cell_run(const struct cell *cell, struct environment *environment, struct error *err);

/* The record of a cell whose environment could not be brought up. */
json_t *cell_failed(const struct cell *cell, const char *why, struct error *err);

#endif
