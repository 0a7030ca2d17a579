/* order.h - which block when, and in each block which series when, from the seed alone. */
#ifndef VIRTAX_ORDER_H
#define VIRTAX_ORDER_H

#include "common/error.h"
#include "plan/plan.h"

/* Fills plan->block from the figures and the seed: for each figure and x, rounds blocks ordered by
 * consecutive rows of a Williams design from a random row on, with randomly relabelled series
 * (fresh for each full design; of an odd number's two squares one is finished before the other, so
 * that truncated designs stay balanced too); then rounds follow each other, in a round the figures
 * as in the plan, and in each its x's shuffled. Same figures and seed, same order (GSL's mt19937),
 * and the same memory layout of each block (layout.h). */
int plan_order(struct plan *plan, struct error *err);

/* Appends blocks in the same order until each sequence (plan_sequence.h) has `rounds` of them,
 * which is no less than it has: the designs go on where they ended, and what is there stays what it
 * is. A figure's rounds become those of its longest sequence. Fails where the blocks that are there
 * are not those of the plan's seed. */
int plan_order_more(struct plan *plan, const unsigned *rounds, struct error *err);

#endif
