/* gates.h - what must hold for a record to count; declared in the plan, judged for each cell.
 *
 * A new gate is a line in the table of gates.c. A gate that cannot be observed in an environment
 * says so; that is not "ok", and not a failure. */
#ifndef VIRTAX_GATES_H
#define VIRTAX_GATES_H

#include "environments/execution.h"
#include "plan/plan.h"

#include <jansson.h>

/* Fills plan->gate. */
int gates_declare(struct plan *plan, struct error *err);

/* What a gate looks at: one executed cell. */
struct gate_subject {
    const struct plan *plan;
    const struct plan_figure *figure;
    const struct parameters *parameters; /* what the kernel was given */
    const struct execution *execution;
    const json_t *kernel;      /* its JSON; NULL where it printed none */
    const json_t *peer_kernel; /* that of the peer's; NULL also where there is no peer */
};

/* What happened where a gate that only warns does so, in words; NULL: a record that fails it is
 * invalid, or it is of another version. */
const char *gates_warning(const char *name);

/* Judges the plan's gates: an array of {"name","state","value","limit"}; *valid is false where one
 * failed. One that only warns is "warned" then. */
json_t *gates_judge(const struct gate_subject *subject, bool *valid);

#endif
