/* plan_json.h - what the writer and the readers of plan.json share. */
#ifndef VIRTAX_PLAN_JSON_H
#define VIRTAX_PLAN_JSON_H

#include "plan.h"

#define PLAN_SCHEMA "virtax-plan/1"

/* Takes one item of "figures"; `where` is its place. */
int plan_take_figure(const json_t *json, const char *where, struct plan_figure *figure,
                     struct error *err);

#endif
