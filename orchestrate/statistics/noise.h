/* noise.h - what disturbed the cells that count: the warnings of gates that only warn. */
#ifndef VIRTAX_NOISE_H
#define VIRTAX_NOISE_H

#include "measure/records.h"
#include "summary.h"

/* Warns once for each such gate of the plan: in how many of the figure's cells, of which series,
 * and the worst. */
void warn_of_noise(const struct plan *plan, const struct records *records, struct summary *summary);

/* Warns of series whose CPUs were faster or slower than the reference's in the same block, by the
 * kernels' reference work and beyond the limit of the gate "frequency". Emulated ones do not count:
 * their speed is the emulator's. */
void warn_of_speeds(const struct plan *plan, const struct records *records,
                    struct summary *summary);

#endif
