/* budget.h - which of the wanted blocks a time allows. */
#ifndef VIRTAX_BUDGET_H
#define VIRTAX_BUDGET_H

#include <stddef.h>

/* Shares out `left_s` seconds among `count` sequences that want wanted[i] blocks of cost_s[i]
 * seconds each: one block of each in turn, so that who wants few has them whatever others want; one
 * that does not fit any more is passed over. given[i] is no more than wanted[i]. Blocks that cost
 * nothing are given. */
void budget_share(const double *cost_s, const size_t *wanted, size_t count, double left_s,
                  size_t *given);

#endif
