/* learn.h - what a run's records tell of times, for forecasts (planning/times.h). */
#ifndef VIRTAX_LEARN_H
#define VIRTAX_LEARN_H

#include "plan/plan.h"
#include "planning/times.h"
#include "records.h"

/* Notes boots, set-ups and measuring times of the valid records. */
void learn_times(const struct plan *plan, const struct records *records, struct times *times);

#endif
