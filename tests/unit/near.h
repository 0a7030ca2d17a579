/* near.h - comparing doubles: cmocka's own comparison is of floats. Include it after cmocka.h. */
#ifndef VIRTAX_TESTS_NEAR_H
#define VIRTAX_TESTS_NEAR_H

#include <math.h>

static inline void near(double found, double wanted, double tolerance) {
    if (!(fabs(found - wanted) <= tolerance))
        fail_msg("found %.17g, wanted %.17g within %g", found, wanted, tolerance);
}

#endif
