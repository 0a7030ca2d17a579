/* crowds.h - instances that this host has no memory for are refused before one is started. */
#ifndef VIRTAX_CROWDS_H
#define VIRTAX_CROWDS_H

#include "run_request.h"

/* Leaves out the series of a figure whose kernel is one of many (yields_crowd) that would take more
 * than `available` bytes, at the largest of the figure's swept values, as series_leave_out does;
 * where the reference would it is STATUS_UNAVAILABLE. Nothing for other figures. */
int crowds_fit(const struct run_request *request, uint64_t available, struct plan *plan,
               struct plan_figure *planned, size_t *missing, struct error *err);

#endif
