/* plan_json.h - what the writer and the readers of plan.json share. */
#ifndef VIRTAX_PLAN_JSON_H
#define VIRTAX_PLAN_JSON_H

#include "plan.h"

#define PLAN_SCHEMA "virtax-plan/1"

/* By enum boot_policy, terminated by NULL. */
extern const char *const plan_boot_names[];

/* Takes one item of "figures"; `where` is its place. */
int plan_take_figure(const json_t *json, const char *where, struct plan_figure *figure,
                     struct error *err);

/* A text that can be part of a path: names of figures, kernels and series become that. */
int plan_take_name(const json_t *object, const char *where, const char *key, char **name,
                   struct error *err);

#endif
