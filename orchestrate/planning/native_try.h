/* native_try.h - tries natively whether an emulated guest could end in time. */
#ifndef VIRTAX_NATIVE_TRY_H
#define VIRTAX_NATIVE_TRY_H

#include "run_request.h"
#include "times.h"

/* Of figures whose kernel is told an amount of work instead of a time, and was never measured here:
 * runs it natively, for as much of a cell's time-out as leaves emulation its FORECAST_EMULATION
 * times (forecast.h), and says so on stderr. Emulated guests are left out where it does not end by
 * then (series.h); else its time is noted. Not for a dry run. STATUS_INTERRUPTED ends the planning.
 */
int native_try(const struct run_request *request, struct plan *plan, struct times *times,
               size_t *missing, struct error *err);

#endif
