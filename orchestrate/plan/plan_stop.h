/* plan_stop.h - when a run has measured enough: a wanted precision, and the time that it may take.
 */
#ifndef VIRTAX_PLAN_STOP_H
#define VIRTAX_PLAN_STOP_H

#include "common/error.h"

#include <jansson.h>

enum {
    STOP_FIRST_ROUNDS = 8, /* measured before more are planned */
    STOP_FIRST = 1,        /* these are planned */
    STOP_SETTLED = 2,      /* and so are those that their spread asked for; no more will be */
};

#define STOP_BUDGET_S 900.0

struct plan_stop {
    double resolve;  /* half-width of every interval, as a share of what it is of; 0: the rounds
                        are as many as the profile or the user says, and the rest does not matter */
    double budget_s; /* seconds of measuring */
    unsigned stage;  /* STOP_FIRST or STOP_SETTLED */
};

/* Adds "resolve", "budget_s" and "stage" to a plan's JSON where a precision is wanted. Returns the
 * plan's, or NULL, with it freed, where memory is short. */
json_t *plan_stop_put(json_t *plan, const struct plan_stop *stop);

int plan_stop_take(const json_t *plan, struct plan_stop *stop, struct error *err);

#endif
