/* order.h - which block when, and in each block which series when, from the seed alone. */
#ifndef VIRTAX_ORDER_H
#define VIRTAX_ORDER_H

#include "common/error.h"
#include "plan/plan.h"

/* Fills plan->block from the figures and the seed: for each figure and x, rounds blocks ordered by
 * consecutive rows of a Williams design from a random row on, with randomly relabelled series
 * (fresh for each full design; of an odd number's two squares one is finished before the other, so
 * that truncated designs stay balanced too); then all blocks of one round are shuffled together, so
 * that rounds follow each other in time and figures and x's interleave. Same figures and seed, same
 * order (GSL's mt19937). */
int plan_order(struct plan *plan, struct error *err);

#endif
