/* settings.h - the kernel settings that decide results, made equal everywhere (docs/method.md, same
 * surroundings).
 *
 * The plan holds the wanted values; the host gets them for the run and its own back afterwards,
 * also after a crash; guests and remote machines get them when they come up; every kernel run
 * reports what it really saw. A new setting is a line in the table of settings.c, and one in the
 * harness's list of what kernels report (evidence.c) where every environment can be given it. */
#ifndef VIRTAX_SETTINGS_H
#define VIRTAX_SETTINGS_H

#include "plan/plan.h"

/* Fills plan->setting: fixed values where the table has them and we may write them, else what the
 * host has now. Settings that this host does not have are left out. */
int settings_plan(struct plan *plan, struct error *err);

/* True where a difference in this setting spoils this figure's results; else it is a warning. */
bool setting_decides(const char *path, const struct plan_figure *figure);

#endif
