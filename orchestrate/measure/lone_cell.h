/* lone_cell.h - one cell by itself, before there is a run: what planning wants to know. */
#ifndef VIRTAX_LONE_CELL_H
#define VIRTAX_LONE_CELL_H

#include "plan/plan.h"

#include <jansson.h>

/* Runs the first series' cell of the plan's only block as a run would: surroundings, lab, medium
 * and environment are made for it, and taken away whatever comes of it. Returns what its kernel
 * said, for the caller to free; NULL where it measured nothing: the error says why,
 * STATUS_INTERRUPTED after Ctrl-C. What a gate found all the same, also one that only warns, is a
 * warning of the plan. The caller holds the machine's measuring lock. */
json_t *lone_cell(struct plan *plan, struct error *err);

#endif
