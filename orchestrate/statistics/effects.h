/* effects.h - a factor study's summary seen from its baseline: what each factor changes. */
#ifndef VIRTAX_EFFECTS_H
#define VIRTAX_EFFECTS_H

#include "summary.h"

/* A summary like any other, so that it is drawn like any other: its reference is the baseline, its
 * other series are named by what they change ("cpu-model=host"), and every ratio is to the
 * baseline. Texts are borrowed from the summary that it was made of. Empty (row_count is 0) where
 * the figure is no study. The caller frees it. */
int effects_of(const struct summary *study, struct summary *effects, struct error *err);

#endif
