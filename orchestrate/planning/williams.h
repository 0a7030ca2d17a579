/* williams.h - the order of series within blocks: Williams designs.
 *
 * E. J. Williams, "Experimental designs balanced for the estimation of residual effects of
 * treatments", Australian Journal of Scientific Research A 2 (1949) 149-168. For even n one Latin
 * square of n rows, for odd n a pair of squares of 2n rows: over a full design every series stands
 * equally often in every position and directly after every other. */
#ifndef VIRTAX_WILLIAMS_H
#define VIRTAX_WILLIAMS_H

#include <stddef.h>

/* Rows of one full design: n for even n and for n = 1, 2n for odd n. */
size_t williams_rows(size_t n);

/* Writes row `row` (taken modulo williams_rows) of the design for n treatments into order[n]. */
void williams_row(size_t n, size_t row, size_t *order);

#endif
