/* power.h - what so many blocks of such a spread can tell (docs/method.md, spread). */
#ifndef VIRTAX_POWER_H
#define VIRTAX_POWER_H

#include <stddef.h>

/* More than any plan holds. */
#define POWER_MOST ((size_t)1000000)

/* The smallest true step that n blocks of this SD find with 95 % confidence in 8 of 10 runs:
 * (t.975 + t.80) sd / sqrt(n), t on n-1 degrees of freedom (NIST/SEMATECH e-Handbook, 7.2.2.2). NAN
 * below 2 blocks. */
double power_smallest(size_t n, double sd);

/* The fewest blocks of this SD whose 95 % t interval is at most half_width to each side: 2 at the
 * least, POWER_MOST at the most; 0 where that cannot be told. */
size_t power_blocks(double sd, double half_width);

#endif
