/* burner.h - noise that only one series has, and whose cost is known: CPUs are taken from it for a
 * share of the time that is drawn for each cell. For calibrations (docs/method.md).
 *
 * The draw is one-sided and skewed, as what neighbours do to a machine is. Whoever runs under a
 * real-time policy holds a CPU until it sleeps, so that work of a fixed time gets done (1 - share)
 * of what it would have been. */
#ifndef VIRTAX_BURNER_H
#define VIRTAX_BURNER_H

#include "common/cpu_set.h"
#include "common/error.h"

#include <stdint.h>

/* The share of time that it takes for the cell of this seed: the same for the same seed. */
double burner_share(uint64_t seed);

/* What is left of a rate, as its estimator sees it: exp of the mean of log(1 - share). */
double burner_rate(void);

/* May we? STATUS_UNAVAILABLE with the cause where not. */
int burner_probe(struct error *err);

/* Burns on all of these CPUs at once until a signal asks it to end (process.h). */
int burner_burn(const struct cpu_set *cpus, uint64_t seed, struct error *err);

#endif
