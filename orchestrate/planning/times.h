/* times.h - how long things took on this machine, kept for the forecasts of later runs.
 *
 * A small file in the state directory (base/journal.h), means of the last few measurements each.
 * Nothing is lost with it but the forecasts' precision. */
#ifndef VIRTAX_TIMES_H
#define VIRTAX_TIMES_H

#include "plan/plan.h"

#include <jansson.h>

enum times_kind {
    TIMES_UP,    /* until the environment was ready: a guest's boot */
    TIMES_SETUP, /* of a cell, but for what it measured */
    TIMES_CELL,  /* what a cell measured */
};

struct times {
    json_t *seconds; /* by what was timed: {"mean", "n"} */
};

/* What is known; nothing where there is no file, or none that can be understood. */
void times_read(struct times *times);

/* Replaces the file. */
int times_write(const struct times *times, struct error *err);
void times_free(struct times *times);

/* Of a series of a figure at the swept value `x` (-1: none): seconds, or NAN where they were never
 * measured. Environments of the same name and guests of the same shape are one; set-ups are looked
 * for with the same parameters, and else with any of the kernel. */
double times_find(const struct times *times, enum times_kind kind, const struct plan *plan,
                  const struct plan_figure *figure, size_t series, int x);

/* Adds a measurement. Seconds that are not finite or negative are passed over. */
void times_note(struct times *times, enum times_kind kind, const struct plan *plan,
                const struct plan_figure *figure, size_t series, int x, double seconds);

#endif
