/* stein.h - how many blocks a wanted precision takes, told from the first few alone.
 *
 * C. Stein, "A two-sample test for a linear hypothesis whose power is independent of the variance",
 * Annals of Mathematical Statistics 16 (1945) 243-258. The number depends on the spread only, never
 * on the mean, so that stopping there prefers no result. */
#ifndef VIRTAX_STEIN_H
#define VIRTAX_STEIN_H

#include <stddef.h>

/* More than any plan holds. */
#define STEIN_MOST ((size_t)1 << 40)

/* Blocks in all, of which `n` with the standard deviation `sd` are there, until the half-width of a
 * t interval of `confidence` is `half_width` in the unit of sd: ceil((t sd / half_width)^2), t on
 * n - 1 degrees of freedom; n at the least, STEIN_MOST at the most. 0 where it cannot be told: n
 * below 2, an sd that is not finite, a half-width that is not above 0. */
size_t stein_blocks(size_t n, double sd, double half_width, double confidence);

#endif
