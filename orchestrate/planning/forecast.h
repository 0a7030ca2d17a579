/* forecast.h - how long a plan will take, and what of it cannot end in time. */
#ifndef VIRTAX_FORECAST_H
#define VIRTAX_FORECAST_H

#include "run_request.h"
#include "times.h"

#include <stdio.h>

/* How many times longer than natively a cell of a fixed amount of work is taken to run in an
 * emulated guest, where no run has measured it. Of README's figures of memory and arithmetic the
 * least was 18 times, Linpack's 140: what this leaves out would not have ended. */
#define FORECAST_EMULATION 20.0

struct forecast {
    double seconds;
    size_t cells;
    size_t untold;  /* cells of these whose time nothing tells: not in the seconds */
    double most_s;  /* that each of these may take: its time-out */
    size_t assumed; /* cells of these whose environment or set-up was never measured here */
};

/* Of a figure of the plan: boots and set-ups as they were measured here before (or else what is
 * usual), and the time that cells measure, as their kernels are told or as it was before. */
struct forecast forecast_of(const struct plan *plan, const struct times *times, size_t figure);

/* What its kernel is told to measure at the swept value `x` (-1: none), seconds; NAN where it is
 * told an amount of work instead. */
double forecast_told_s(const struct plan_figure *figure, size_t series, int x);

/* That, or what a cell measured here before; NAN where nothing tells. */
double forecast_cell_s(const struct plan *plan, const struct times *times,
                       const struct plan_figure *figure, size_t series, int x);

/* A line for each figure and one for all, each after `prefix`. */
void forecast_print(const struct plan *plan, const struct times *times, const char *prefix,
                    FILE *out);

/* Leaves out the series of all figures whose cells cannot end within their time-out (series.h), by
 * the time that their kernels are told, or that was measured here before, also natively.
 * STATUS_USAGE where the reference cannot. */
int forecast_drop_hopeless(const struct run_request *request, struct plan *plan,
                           const struct times *times, size_t *missing, struct error *err);

#endif
